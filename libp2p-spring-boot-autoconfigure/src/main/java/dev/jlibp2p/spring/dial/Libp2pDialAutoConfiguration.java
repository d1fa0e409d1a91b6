package dev.jlibp2p.spring.dial;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells the application's host how to dial. */
@AutoConfiguration(before = Libp2pAutoConfiguration.class)
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties(DialProperties.class)
public final class Libp2pDialAutoConfiguration {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pDialHostCustomizer(DialProperties properties) {
        return builder -> builder.dials(properties::applyTo);
    }
}
