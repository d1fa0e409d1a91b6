package dev.jlibp2p.spring.observation;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Observes the node where it is asked for and an observation registry is. */
@AutoConfiguration(after = {Libp2pAutoConfiguration.class, ObservationAutoConfiguration.class})
@ConditionalOnClass({Libp2p.class, ObservationRegistry.class})
@ConditionalOnBean({ObservationRegistry.class, ResourceManager.class})
@ConditionalOnSwitch(value = "libp2p.observation.enabled", byDefault = false)
public final class Libp2pObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HostObservations libp2pHostObservations(ObservationRegistry registry,
            ObjectProvider<DialObservationConvention> dial,
            ObjectProvider<StreamRequestObservationConvention> streamRequest,
            ObjectProvider<StreamHandleObservationConvention> streamHandle) {
        return new HostObservations(registry, new Conventions(dial.getIfAvailable(), streamRequest.getIfAvailable(),
                streamHandle.getIfAvailable()));
    }

    @Bean
    HostCustomizer libp2pObservationHostCustomizer(HostObservations observations) {
        return builder -> builder.service(observations).aroundHandlers(observations::around);
    }
}
