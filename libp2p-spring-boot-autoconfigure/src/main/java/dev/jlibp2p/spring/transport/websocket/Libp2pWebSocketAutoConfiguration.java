package dev.jlibp2p.spring.transport.websocket;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Gives the application's node WebSocket, with certificates from the application's SSL bundles. */
@AutoConfiguration(before = Libp2pAutoConfiguration.class)
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties(WebSocketProperties.class)
public final class Libp2pWebSocketAutoConfiguration {

    /** After those that say which transports there are instead of others. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    HostCustomizer libp2pWebSocketHostCustomizer(WebSocketProperties properties, ListenAddresses listen,
            ObjectProvider<SslBundles> bundles) {
        return new WebSocketHostCustomizer(properties, listen,
                () -> bundles.getIfAvailable(DefaultSslBundleRegistry::new));
    }
}
