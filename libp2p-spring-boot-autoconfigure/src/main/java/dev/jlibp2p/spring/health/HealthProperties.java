package dev.jlibp2p.spring.health;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the node counts as healthy.
 *
 * @param minPeers Connected peers the node needs to count as ready. 0 needs none.
 */
@ConfigurationProperties("libp2p.health")
public record HealthProperties(@DefaultValue("0") int minPeers) {

    public HealthProperties {
        if (minPeers < 0) {
            throw new IllegalArgumentException("libp2p.health.min-peers is " + minPeers + ", expected 0 or more");
        }
    }
}
