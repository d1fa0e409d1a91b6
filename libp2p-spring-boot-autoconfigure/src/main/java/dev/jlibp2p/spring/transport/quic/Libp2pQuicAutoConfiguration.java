package dev.jlibp2p.spring.transport.quic;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.address.DefaultAddresses;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import dev.jlibp2p.transport.quic.QuicTransport;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Gives the application's node QUIC, where libp2p-quic is on the class path and its native library loads. */
@AutoConfiguration(before = Libp2pAutoConfiguration.class)
@ConditionalOnClass({Libp2p.class, QuicTransport.class})
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties(QuicProperties.class)
public final class Libp2pQuicAutoConfiguration {

    private static final List<Multiaddr> DEFAULT = List.of(Multiaddr.of("/ip4/0.0.0.0/udp/4001/quic-v1"),
            Multiaddr.of("/ip6/::/udp/4001/quic-v1"));

    @Bean
    DefaultAddresses libp2pQuicDefaultAddresses(QuicProperties properties, Environment environment) {
        return new DefaultAddresses(DEFAULT, QuicPossibility.of(properties, environment).hindrance());
    }

    /** After those that say which transports there are instead of others. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    HostCustomizer libp2pQuicHostCustomizer(QuicProperties properties, ListenAddresses listen,
            Environment environment) {
        return new QuicHostCustomizer(properties, listen, QuicPossibility.of(properties, environment));
    }
}
