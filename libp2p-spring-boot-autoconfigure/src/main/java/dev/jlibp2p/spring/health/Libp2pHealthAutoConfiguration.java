package dev.jlibp2p.spring.health;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.address.ListenAddresses;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** The health composite {@code libp2p}, made of all beans of type {@link HealthComponent}. */
@AutoConfiguration(after = Libp2pAutoConfiguration.class)
@ConditionalOnClass({Host.class, HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Host.class)
@ConditionalOnEnabledHealthIndicator("libp2p")
@EnableConfigurationProperties(HealthProperties.class)
public final class Libp2pHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "libp2pHealthContributor")
    CompositeHealthContributor libp2pHealthContributor(ObjectProvider<HealthComponent> components) {
        Map<String, HealthIndicator> indicators = new LinkedHashMap<>();
        components.orderedStream().forEach(component -> indicators.put(component.name(), component::health));
        return CompositeHealthContributor.fromMap(indicators);
    }

    @Bean
    @Order(0)
    @ConditionalOnMissingBean
    NodeHealthComponent libp2pNodeHealthComponent(Host host) {
        return new NodeHealthComponent(host);
    }

    @Bean
    @Order(1)
    @ConditionalOnMissingBean
    ListenersHealthComponent libp2pListenersHealthComponent(Host host, ListenAddresses listen) {
        return new ListenersHealthComponent(host, !listen.addresses().isEmpty());
    }

    @Bean
    @Order(2)
    @ConditionalOnMissingBean
    PeersHealthComponent libp2pPeersHealthComponent(Host host, HealthProperties properties) {
        return new PeersHealthComponent(host, properties.minPeers());
    }
}
