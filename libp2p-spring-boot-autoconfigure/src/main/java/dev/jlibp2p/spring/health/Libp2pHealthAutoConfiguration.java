package dev.jlibp2p.spring.health;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.address.ListenAddresses;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The health composite {@code libp2p}, made of all beans of type {@link HealthComponent}. */
@AutoConfiguration(after = {Libp2pAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class})
@ConditionalOnClass({Host.class, HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Host.class)
@ConditionalOnEnabledHealthIndicator("libp2p")
@EnableConfigurationProperties(HealthProperties.class)
public final class Libp2pHealthAutoConfiguration {

    static final String EVENT_LOOPS = "libp2pEventLoops";

    /** Much longer than a bad pause of the JVM; three failed probes of Kubernetes' usual ten seconds come on top. */
    private static final Duration PATIENCE_WITH_LOOPS = Duration.ofSeconds(10);

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

    @Bean
    @Order(3)
    @ConditionalOnMissingBean
    ResourcesHealthComponent libp2pResourcesHealthComponent(ResourceManager resources) {
        return new ResourcesHealthComponent(resources, DirectMemory::now);
    }

    @Bean(EVENT_LOOPS + "HealthIndicator")
    @ConditionalOnMissingBean(name = EVENT_LOOPS + "HealthIndicator")
    EventLoopsHealthIndicator libp2pEventLoopsHealthIndicator(Host host) {
        return new EventLoopsHealthIndicator(host, PATIENCE_WITH_LOOPS);
    }

    /** Where there are groups of health at all, which is where an endpoint shows them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthEndpointGroupsPostProcessor.class, EndpointId.class})
    static class ProbesConfiguration {

        @Bean
        @ConditionalOnMissingBean
        ProbeGroupsPostProcessor libp2pProbeGroupsPostProcessor(Environment environment) {
            return new ProbeGroupsPostProcessor(environment);
        }
    }
}
