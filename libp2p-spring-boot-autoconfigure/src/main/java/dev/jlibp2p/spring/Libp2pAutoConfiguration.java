package dev.jlibp2p.spring;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.peerstore.PeerStoreLimits;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.Libp2pProperties.PeerstoreType;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import dev.jlibp2p.spring.convert.Libp2pConverters;
import dev.jlibp2p.spring.identity.IdentityProperties;
import dev.jlibp2p.spring.identity.IdentitySource;
import dev.jlibp2p.spring.ping.PeriodicPing;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Makes the application a libp2p node, unless {@code libp2p.enabled} is {@code false}. Every bean backs off before one of the
 * application's own.
 */
@AutoConfiguration
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties({Libp2pProperties.class, IdentityProperties.class})
@Import(Libp2pConverters.class)
public final class Libp2pAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DataDirectory libp2pDataDirectory(Libp2pProperties properties) {
        return new DataDirectory(properties.dataDir());
    }

    @Bean
    @ConditionalOnMissingBean
    Identity libp2pIdentity(IdentityProperties properties, DataDirectory directory,
            ObjectProvider<SslBundles> bundles) {
        return new IdentitySource(properties, directory::open,
                () -> bundles.getIfAvailable(DefaultSslBundleRegistry::new), new SecureRandom()).identity();
    }

    @Bean
    @ConditionalOnMissingBean
    PeerStore libp2pPeerStore(Libp2pProperties properties) {
        Libp2pProperties.Peerstore peerstore = properties.peerstore();
        if (peerstore.type() != PeerstoreType.MEMORY) {
            throw PropertiesHostCustomizer.notServed("libp2p.peerstore.type", peerstore.type(), PeerstoreType.MEMORY);
        }
        return PeerStore.inMemory(Ticker.systemTicker(),
                PeerStoreLimits.of(peerstore.maxPeers(), peerstore.maxAddressesPerPeer()));
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectionGater libp2pConnectionGater() {
        return ConnectionGater.OPEN;
    }

    @Bean
    @ConditionalOnMissingBean
    ResourceManager libp2pResourceManager() {
        return ResourceManager.withDefaults();
    }

    @Bean
    @ConditionalOnMissingBean
    Ping libp2pPing(Libp2pProperties properties) {
        return new Ping(new SecureRandom(), Ticker.systemTicker(), properties.ping().timeout());
    }

    @Bean
    @ConditionalOnMissingBean
    ListenAddresses libp2pListenAddresses(Libp2pProperties properties) {
        return ListenAddresses.of(properties.listen(), properties.transports().tcp().enabled());
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pPropertiesHostCustomizer(Libp2pProperties properties, ListenAddresses listen,
            Environment environment) {
        return new PropertiesHostCustomizer(properties, listen, environment);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pBeansHostCustomizer(PeerStore peerStore, ConnectionGater gater, ResourceManager resources,
            Ping ping, ObjectProvider<ProtocolHandler> handlers) {
        return builder -> {
            builder.peerStore(peerStore).gater(gater).resources(resources).ping(ping);
            handlers.orderedStream().forEach(builder::handler);
        };
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pPingHostCustomizer(Ping ping, Libp2pProperties properties) {
        Duration interval = properties.ping().interval();
        return interval.isZero() ? builder -> {} : builder -> builder.service(new PeriodicPing(ping, interval));
    }

    @Bean
    @ConditionalOnMissingBean
    Host libp2pHost(Identity identity, ObjectProvider<HostCustomizer> customizers) {
        Libp2pBuilder builder = Libp2p.builder().identity(identity);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnSingleCandidate(Host.class)
    HostLifecycle libp2pHostLifecycle(Host host) {
        return new HostLifecycle(host);
    }
}
