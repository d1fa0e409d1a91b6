package dev.jlibp2p.spring.endpoint;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Brings the endpoint {@code libp2p} where an actuator is. */
@AutoConfiguration(after = Libp2pAutoConfiguration.class)
@ConditionalOnClass({Host.class, Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Host.class)
@ConditionalOnAvailableEndpoint(Libp2pEndpoint.class)
public final class Libp2pEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Libp2pEndpoint libp2pEndpoint(Host host, ResourceManager resources) {
        return new Libp2pEndpoint(host, resources);
    }
}
