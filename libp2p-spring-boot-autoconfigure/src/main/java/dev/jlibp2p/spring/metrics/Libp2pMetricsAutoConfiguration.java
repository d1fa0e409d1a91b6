package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Measures the node where a meter registry is. */
@AutoConfiguration(after = {Libp2pAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class})
@ConditionalOnClass({Libp2p.class, MeterRegistry.class})
@ConditionalOnBean({MeterRegistry.class, ResourceManager.class})
@ConditionalOnSwitch("libp2p.metrics.enabled")
public final class Libp2pMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HostMeters libp2pHostMeters(MeterRegistry registry, ResourceManager resources) {
        return new HostMeters(registry, resources);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(AccessGater.class)
    GaterMeters libp2pGaterMeters(AccessGater gater) {
        return new GaterMeters(gater);
    }

    @Bean
    HostCustomizer libp2pMetersHostCustomizer(HostMeters meters) {
        return builder -> builder.service(meters);
    }
}
