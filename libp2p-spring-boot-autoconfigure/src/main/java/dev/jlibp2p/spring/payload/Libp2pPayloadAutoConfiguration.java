package dev.jlibp2p.spring.payload;

import com.google.protobuf.MessageLite;
import dev.jlibp2p.Libp2p;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.ProtobufMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The converters of payloads: beans of type {@link MessageConverter} in their order, then text, protobuf and JSON. Composite
 * converters are left alone: Spring's WebSocket and Integration support define such beans for messages of their own.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass({Libp2p.class, MessageConverter.class})
public final class Libp2pPayloadAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PayloadConverters libp2pPayloadConverters(ObjectProvider<MessageConverter> ofTheApplication,
            ObjectProvider<ProtobufFormat> protobuf, ObjectProvider<JsonFormat> json) {
        List<MessageConverter> converters = new ArrayList<>();
        ofTheApplication.orderedStream()
                .filter(converter -> !(converter instanceof CompositeMessageConverter))
                .forEach(converters::add);
        JsonFormat format = json.getIfAvailable();
        boolean limited = converters.isEmpty() && format == null;
        converters.add(new StringMessageConverter());
        List<Class<?>> only = new ArrayList<>(limited ? List.of(byte[].class, String.class) : List.of());
        protobuf.ifAvailable(there -> {
            converters.add(there.converter());
            if (limited) {
                only.add(there.type());
            }
        });
        if (format != null) {
            converters.add(format.converter());
        }
        return new PayloadConverters(converters, only);
    }

    /** Protobuf messages, where the application has that library. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MessageLite.class)
    static class Protobuf {

        @Bean
        ProtobufFormat libp2pProtobufFormat() {
            return new ProtobufFormat(new ProtobufMessageConverter(), MessageLite.class);
        }
    }

    /** JSON as the application writes it elsewhere, or as Jackson does by itself; peer ids and addresses are text. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Json {

        @Bean
        JsonFormat libp2pJsonFormat(ObjectProvider<JsonMapper> mapper) {
            JsonMapper usual = mapper.getIfUnique(() -> JsonMapper.builder().build());
            return new JsonFormat(new JacksonJsonMessageConverter(usual.rebuild().addModule(new TextModule()).build()));
        }
    }

    /** Holds its converter back from everybody else who collects converters. */
    record JsonFormat(MessageConverter converter) {}

    /**
     * Same.
     *
     * @param type of all protobuf messages
     */
    record ProtobufFormat(MessageConverter converter, Class<?> type) {}
}
