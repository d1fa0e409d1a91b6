package dev.jlibp2p.spring.test;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.spring.HostCustomizer;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Makes the context's node part of a {@link TestNetwork} that is a bean of it: the links it dials pass there. */
@AutoConfiguration
@ConditionalOnBean(TestNetwork.class)
public final class TestNetworkAutoConfiguration {

    @Bean
    @Order
    HostCustomizer libp2pTestNetworkHostCustomizer(TestNetwork network, Identity identity) {
        return builder -> builder.transports(List.of(network.transport(identity.peerId())));
    }
}
