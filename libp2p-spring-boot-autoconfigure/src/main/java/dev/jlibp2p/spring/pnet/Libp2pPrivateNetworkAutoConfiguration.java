package dev.jlibp2p.spring.pnet;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Keeps the application's node within a private network where a key is configured. */
@AutoConfiguration(before = Libp2pAutoConfiguration.class)
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties(PrivateNetworkProperties.class)
public final class Libp2pPrivateNetworkAutoConfiguration {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pPrivateNetworkHostCustomizer(PrivateNetworkProperties properties,
            Environment environment) {
        boolean namesFile = Binder.get(environment).bind(SwarmKeySource.KEY_FILE, String.class).isBound();
        PreSharedKey key = new SwarmKeySource(properties, namesFile).key();
        return key == null ? builder -> {} : builder -> builder.privateNetwork(key);
    }
}
