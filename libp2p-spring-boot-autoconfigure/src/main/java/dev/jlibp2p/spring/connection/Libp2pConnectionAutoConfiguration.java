package dev.jlibp2p.spring.connection;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Gives the application's host what decides about its connections. */
@AutoConfiguration(before = Libp2pAutoConfiguration.class)
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties({ConnectionManagerProperties.class, GaterProperties.class})
public final class Libp2pConnectionAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(ConnectionGater.class)
    AccessGater libp2pAccessGater(GaterProperties properties) {
        return properties.gater(Clock.systemUTC(), Ticker.systemTicker());
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectionManager libp2pConnectionManager(ConnectionManagerProperties properties) {
        return ConnectionManager.of(properties.settings(), Ticker.systemTicker(), new SecureRandom());
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pConnectionManagerHostCustomizer(ConnectionManager connections) {
        return builder -> builder.connectionManager(connections);
    }
}
