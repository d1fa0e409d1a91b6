package dev.jlibp2p.spring.resource;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Gives the application's host its limits, and prints them. */
@AutoConfiguration(before = Libp2pAutoConfiguration.class)
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
@EnableConfigurationProperties(LimitsProperties.class)
public final class Libp2pResourceAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(Libp2pResourceAutoConfiguration.class);

    @Bean
    @ConditionalOnMissingBean
    ResourceManager libp2pResourceManager(LimitsProperties properties, ObjectProvider<ConnectionManager> connections) {
        ResourceLimits limits = properties.limits();
        if (properties.enabled()) {
            log.info(LimitsText.of(limits, properties.capacity()));
        } else {
            log.warn("limits: none, because libp2p.limits.enabled is false; any peer can use up this process");
        }
        connections.ifAvailable(manager -> compare(limits, manager.settings().highWater()));
        return new ResourceManager(limits);
    }

    /** Below the mark the limits refuse whom the connection manager would have chosen to keep. */
    private static void compare(ResourceLimits limits, int highWater) {
        int inbound = limits.system().connectionsInbound();
        if (inbound < 2L * highWater) {
            log.warn(
                    "libp2p.limits.system.connections-inbound is {}, less than twice libp2p.connection-manager.high-water,"
                            + " which is {}: new peers will be refused before old connections are closed to make room. Raise the"
                            + " first, give the process more file descriptors or memory, or lower the other",
                    inbound, highWater);
        }
    }
}
