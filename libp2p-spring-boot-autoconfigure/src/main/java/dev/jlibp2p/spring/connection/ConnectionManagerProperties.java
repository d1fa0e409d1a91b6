package dev.jlibp2p.spring.connection;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.ConnectionManagerSettings;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many connections the node keeps, and which.
 *
 * @param lowWater Connections that are left when there were too many.
 * @param highWater Connections above which as many are closed as lead to the low water mark. Protected and new ones do not
 *     count.
 * @param gracePeriod Time for which a new connection is not closed to make room.
 * @param idleTimeout Time without a stream after which a connection is closed that nobody has tagged, while there are more than
 *     the low water mark. 0 turns that off.
 * @param protectedPeers Peers whose connections are never closed to make room.
 * @param persistentPeers Addresses of peers to stay connected to, each with '/p2p/' and the peer id. They are protected too.
 *     The node's own is passed over, so that all nodes can have one list.
 */
@ConfigurationProperties("libp2p.connection-manager")
public record ConnectionManagerProperties(@DefaultValue("160") int lowWater, @DefaultValue("192") int highWater,
        @DefaultValue("20s") Duration gracePeriod, @DefaultValue("30s") Duration idleTimeout,
        @DefaultValue List<PeerId> protectedPeers, @DefaultValue List<Multiaddr> persistentPeers) {

    private static final String PREFIX = "libp2p.connection-manager.";

    public ConnectionManagerProperties {
        protectedPeers = List.copyOf(protectedPeers);
        persistentPeers = List.copyOf(persistentPeers);
        requireNotNegative("grace-period", gracePeriod);
        requireNotNegative("idle-timeout", idleTimeout);
        if (lowWater < 0 || highWater < lowWater) {
            throw new IllegalArgumentException(PREFIX + "high-water is " + highWater + ", expected " + PREFIX
                    + "low-water, which is " + lowWater + ", or more, and neither below 0");
        }
    }

    ConnectionManagerSettings settings() {
        for (Multiaddr address : persistentPeers) {
            if (PeerId.in(address).isEmpty()) {
                throw new RefusedPropertyException(PREFIX + "persistent-peers", address.toString(),
                        "it does not say which peer it leads to", "Add /p2p/ and the id of that peer, for example "
                                + address + "/p2p/12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM");
            }
        }
        return new ConnectionManagerSettings(lowWater, highWater, gracePeriod, idleTimeout, protectedPeers,
                persistentPeers);
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    PREFIX + name + " is " + value + ", expected 0 or more, for example 20s");
        }
    }
}
