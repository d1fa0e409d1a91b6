package dev.jlibp2p.spring.discovery;

import dev.jlibp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How the node finds peers. */
@ConfigurationProperties("libp2p.discovery")
public record DiscoveryProperties(@DefaultValue Bootstrap bootstrap) {

    /**
     * Peers that are known beforehand.
     *
     * @param peers Addresses of the peers to connect to after the start, each with '/p2p/' and the peer id. The node's own is
     *     passed over, so that all nodes can have one list.
     * @param interval Time between two rounds that dial the peers which are not connected.
     */
    public record Bootstrap(@DefaultValue List<Multiaddr> peers, @DefaultValue("5m") Duration interval) {

        public Bootstrap {
            peers = List.copyOf(peers);
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("libp2p.discovery.bootstrap.interval is " + interval
                        + ", expected more than 0, for example 5m");
            }
        }
    }
}
