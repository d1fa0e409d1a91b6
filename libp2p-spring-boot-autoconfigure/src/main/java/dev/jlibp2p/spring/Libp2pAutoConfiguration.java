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
import dev.jlibp2p.spring.address.AnnounceProperties;
import dev.jlibp2p.spring.address.AnnounceTemplates;
import dev.jlibp2p.spring.address.DefaultAddresses;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import dev.jlibp2p.spring.convert.Libp2pConverters;
import dev.jlibp2p.spring.identity.IdentityProperties;
import dev.jlibp2p.spring.identity.IdentitySource;
import dev.jlibp2p.spring.ping.PeriodicPing;
import dev.jlibp2p.spring.security.PlaintextProperties;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Makes the application a libp2p node, unless {@code libp2p.enabled} is {@code false}. Every bean backs off before one of the
 * application's own.
 *
 * <p>One context can have several hosts. One of them is the application's: this configuration makes it, starts it, gives it the
 * properties, the handlers and the customizers, and it is the one that health, meters and the endpoint tell of. Another is the
 * application's business, built with {@link Libp2p#builder()}, marked so that nobody gets it by mistake, and with a lifecycle
 * of its own:
 *
 * <pre>{@code
 * @Bean(defaultCandidate = false)
 * @Qualifier("backbone")
 * Host backbone() {
 *     return Libp2p.builder().listen("/ip4/0.0.0.0/tcp/4101").build();
 * }
 *
 * @Bean
 * HostLifecycle backboneLifecycle(@Qualifier("backbone") Host host) {
 *     return new HostLifecycle(host);
 * }
 * }</pre>
 *
 * <p>Where the application makes all of them itself, the {@code @Primary} one is its node; without one the start fails.
 * Properties, handlers and meters reach a host as {@link HostCustomizer}s: whoever builds one applies those it should have.
 */
@AutoConfiguration
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties({Libp2pProperties.class, AnnounceProperties.class, IdentityProperties.class,
    PlaintextProperties.class})
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
    ListenAddresses libp2pListenAddresses(Libp2pProperties properties, ObjectProvider<DefaultAddresses> others) {
        List<DefaultAddresses> defaults = new ArrayList<>();
        defaults.add(new DefaultAddresses(ListenAddresses.TCP,
                properties.transports().tcp().enabled() ? "" : "libp2p.transports.tcp.enabled is false"));
        others.orderedStream().forEach(defaults::add);
        return ListenAddresses.of(properties.listen(), defaults);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    HostCustomizer libp2pPropertiesHostCustomizer(Libp2pProperties properties, PlaintextProperties plaintext,
            ListenAddresses listen, Environment environment) {
        return new PropertiesHostCustomizer(properties, plaintext, listen, environment);
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
    HostCustomizer libp2pAnnounceHostCustomizer(AnnounceProperties properties, Environment environment) {
        return builder -> builder
                .appendAnnounce(new AnnounceTemplates(environment).resolve("libp2p.append-announce",
                        properties.appendAnnounce()))
                .noAnnounce(properties.noAnnounce());
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

    /** Of two hosts with equal claims none would ever run: the start fails and names them. */
    @Bean
    @ConditionalOnBean(Host.class)
    HostLifecycle libp2pHostLifecycle(Host host) {
        return new HostLifecycle(host);
    }

    @Bean
    ReadinessOffOnClose libp2pReadinessOffOnClose(ApplicationContext context,
            ObjectProvider<ApplicationAvailability> availability) {
        return new ReadinessOffOnClose(context, availability);
    }
}
