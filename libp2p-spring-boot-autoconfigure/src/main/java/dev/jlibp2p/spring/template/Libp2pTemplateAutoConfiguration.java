package dev.jlibp2p.spring.template;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.payload.Libp2pPayloadAutoConfiguration;
import dev.jlibp2p.spring.payload.PayloadConverters;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.converter.MessageConverter;

/** The template, where Spring's messaging is on the class path. */
@AutoConfiguration(after = {Libp2pAutoConfiguration.class, Libp2pPayloadAutoConfiguration.class})
@ConditionalOnClass({Libp2p.class, MessageConverter.class})
@ConditionalOnSingleCandidate(Host.class)
@ConditionalOnBean({Ping.class, PayloadConverters.class})
@EnableConfigurationProperties(TemplateProperties.class)
public final class Libp2pTemplateAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(Libp2pOperations.class)
    Libp2pTemplate libp2pTemplate(Host host, Ping ping, PayloadConverters converters, TemplateProperties properties) {
        return new Libp2pTemplate(host, ping, converters).withTimeout(properties.timeout())
                .withMaxMessageSize(properties.maxMessageSize());
    }
}
