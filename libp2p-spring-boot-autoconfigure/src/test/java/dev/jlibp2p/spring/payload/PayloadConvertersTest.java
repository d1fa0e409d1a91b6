package dev.jlibp2p.spring.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class PayloadConvertersTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(Libp2pPayloadAutoConfiguration.class));

    @Test
    void bytesAreNeitherConvertedNorCopied() {
        run(converters -> {
            byte[] bytes = {1, 2};
            assertThat(converters.toBytes(bytes)).isSameAs(bytes);
            assertThat(converters.fromBytes(bytes, ResolvableType.forClass(byte[].class))).isSameAs(bytes);
        });
    }

    @Test
    void textIsUtf8AndEverythingElseJson() {
        run(converters -> {
            assertThat(new String(converters.toBytes("zoë"), UTF_8)).isEqualTo("zoë");
            assertThat(new String(converters.toBytes(Map.of("a", 1)), UTF_8)).isEqualTo("{\"a\":1}");
            assertThat(converters.fromBytes("[1,2]".getBytes(UTF_8),
                    ResolvableType.forClassWithGenerics(List.class, Long.class))).isEqualTo(List.of(1L, 2L));
        });
    }

    @Test
    void theApplicationsJsonMapperIsUsed() {
        runner.withBean(JsonMapper.class,
                () -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
                .run(context -> assertThat(
                        new String(context.getBean(PayloadConverters.class).toBytes(new Named("x")), UTF_8))
                        .isEqualTo("{\"first_name\":\"x\"}"));
    }

    @Test
    void theApplicationsConvertersComeFirstInTheirOrder() {
        runner.withUserConfiguration(Shouting.class)
                .run(context -> assertThat(new String(context.getBean(PayloadConverters.class).toBytes("a"), UTF_8))
                        .isEqualTo("A first"));
    }

    @Test
    void compositeConvertersAreSomebodyElses() {
        runner.withBean(CompositeMessageConverter.class,
                () -> new CompositeMessageConverter(List.of(new Shout("someone else's"))))
                .run(context -> assertThat(new String(context.getBean(PayloadConverters.class).toBytes("a"), UTF_8))
                        .isEqualTo("a"));
    }

    @Test
    void withoutJacksonOtherTypesAreRefusedWithARemedy() {
        runner.withClassLoader(new FilteredClassLoader(JsonMapper.class)).run(context -> {
            PayloadConverters converters = context.getBean(PayloadConverters.class);
            assertThat(converters.mayConvert(String.class)).isTrue();
            assertThat(converters.mayConvert(Named.class)).isFalse();
            assertThatThrownBy(() -> converters.toBytes(new Named("x")))
                    .isInstanceOf(MessageConversionException.class)
                    .hasMessageContaining("PayloadConvertersTest$Named")
                    .hasMessageContaining("spring-boot-starter-jackson");
            assertThatThrownBy(() -> converters.fromBytes(new byte[1], ResolvableType.forClass(Named.class)))
                    .isInstanceOf(MessageConversionException.class)
                    .hasMessageContaining("spring-boot-starter-jackson");
        });
    }

    @Test
    void whatIsNotJsonIsRefused() {
        run(converters -> assertThatThrownBy(
                () -> converters.fromBytes("{".getBytes(UTF_8), ResolvableType.forClass(Named.class)))
                .isInstanceOf(MessageConversionException.class));
    }

    @Test
    void peerIdsAddressesAndProtocolsAreTextInJson() {
        run(converters -> {
            Contact contact = new Contact(PeerId.of("12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM"),
                    List.of(Multiaddr.of("/ip4/192.0.2.1/tcp/4001")), ProtocolId.of("/shop/1.0.0"));
            byte[] json = converters.toBytes(contact);
            assertThat(new String(json, UTF_8)).contains("\"12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM\"",
                    "[\"/ip4/192.0.2.1/tcp/4001\"]", "\"/shop/1.0.0\"");
            assertThat(converters.fromBytes(json, ResolvableType.forClass(Contact.class))).isEqualTo(contact);
            assertThatThrownBy(() -> converters.fromBytes("{\"peer\":\"nobody\"}".getBytes(UTF_8),
                    ResolvableType.forClass(Contact.class))).isInstanceOf(MessageConversionException.class);
        });
    }

    private void run(java.util.function.Consumer<PayloadConverters> test) {
        runner.run(context -> test.accept(context.getBean(PayloadConverters.class)));
    }

    record Contact(PeerId peer, List<Multiaddr> addresses, ProtocolId protocol) {}

    record Named(String firstName) {}

    record Shout(String suffix) implements MessageConverter {

        @Override
        public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
            return null;
        }

        @Override
        public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
            return new GenericMessage<>(payload.toString().toUpperCase(java.util.Locale.ROOT) + suffix);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Shouting {

        @Bean
        @Order(2)
        MessageConverter second() {
            return new Shout(" second");
        }

        @Bean
        @Order(1)
        MessageConverter first() {
            return new Shout(" first");
        }
    }
}
