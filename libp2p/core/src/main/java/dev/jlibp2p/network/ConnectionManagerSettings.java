package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How many connections a node keeps, and which.
 *
 * @param lowWater connections that are left when room has been made
 * @param highWater connections above which room is made
 * @param gracePeriod how long a new connection is neither counted nor closed
 * @param idleTimeout how long nobody may use a connection before it is closed, above the low water mark; zero turns that off
 * @param protectedPeers their connections are neither counted nor closed
 * @param persistentPeers addresses with {@code /p2p}: protected as well, and dialled again whenever there is no connection
 */
public record ConnectionManagerSettings(int lowWater, int highWater, Duration gracePeriod, Duration idleTimeout,
        List<PeerId> protectedPeers, List<Multiaddr> persistentPeers) {

    /** Nobody is protected; the rest as the properties have it by default. */
    public static final ConnectionManagerSettings DEFAULTS = new ConnectionManagerSettings(160, 192,
            Duration.ofSeconds(20), Duration.ofSeconds(30), List.of(), List.of());

    public ConnectionManagerSettings {
        if (lowWater < 0 || highWater < lowWater) {
            throw new IllegalArgumentException("low water is " + lowWater + " and high water " + highWater
                    + " (expected: 0 <= low water <= high water)");
        }
        if (gracePeriod.isNegative() || idleTimeout.isNegative()) {
            throw new IllegalArgumentException("grace period is " + gracePeriod + " and idle timeout " + idleTimeout
                    + " (expected: 0 or more)");
        }
        for (Multiaddr address : persistentPeers) {
            if (PeerId.in(address).isEmpty()) {
                throw new IllegalArgumentException("persistent peer " + address
                        + " names no peer (expected: an address that ends in /p2p/<peer id>)");
            }
        }
        protectedPeers = List.copyOf(protectedPeers);
        persistentPeers = List.copyOf(persistentPeers);
    }

    /** Same with other water marks. */
    public ConnectionManagerSettings withWater(int low, int high) {
        return new ConnectionManagerSettings(low, high, gracePeriod, idleTimeout, protectedPeers, persistentPeers);
    }

    /** Same with other times. */
    public ConnectionManagerSettings withTimes(Duration grace, Duration idle) {
        return new ConnectionManagerSettings(lowWater, highWater, grace, idle, protectedPeers, persistentPeers);
    }

    /** Same with other peers to protect. */
    public ConnectionManagerSettings withProtected(Collection<PeerId> peers) {
        return new ConnectionManagerSettings(lowWater, highWater, gracePeriod, idleTimeout, List.copyOf(peers),
                persistentPeers);
    }

    /** Same with other peers to stay connected to. */
    public ConnectionManagerSettings withPersistent(Collection<Multiaddr> addresses) {
        return new ConnectionManagerSettings(lowWater, highWater, gracePeriod, idleTimeout, protectedPeers,
                List.copyOf(addresses));
    }
}
