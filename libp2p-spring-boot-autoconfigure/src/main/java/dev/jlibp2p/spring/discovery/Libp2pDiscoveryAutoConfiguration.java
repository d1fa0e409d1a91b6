package dev.jlibp2p.spring.discovery;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.Libp2pConnectionDetails;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the node together with the peers that are known beforehand. */
@AutoConfiguration(after = Libp2pAutoConfiguration.class)
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties({DiscoveryProperties.class, StartupProperties.class})
public final class Libp2pDiscoveryAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(Libp2pConnectionDetails.class)
    PropertiesConnectionDetails libp2pConnectionDetails(DiscoveryProperties properties) {
        return new PropertiesConnectionDetails(properties);
    }

    /** With two hosts and none primary nobody knows which one is meant. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnSingleCandidate(Host.class)
    static class Bootstrap {

        @Bean
        @ConditionalOnMissingBean
        BootstrapPeers libp2pBootstrapPeers(Host host, Libp2pConnectionDetails details,
                DiscoveryProperties properties) {
            return new BootstrapPeers(host, details.bootstrapPeers(), properties.bootstrap().interval(),
                    Clock.systemUTC());
        }

        @Bean
        BootstrapLifecycle libp2pBootstrapLifecycle(BootstrapPeers bootstrap, StartupProperties startup) {
            return new BootstrapLifecycle(bootstrap, startup);
        }
    }
}
