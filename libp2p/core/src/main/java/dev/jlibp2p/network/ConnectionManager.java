package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Keeps the connections of a node within bounds, and those to persistent peers alive. Whoever values a peer tags it with a
 * weight, or protects it; what has the least value is closed first when there are too many connections, and in small bites.
 *
 * <p>Connections of protected peers, and those younger than the grace period, are neither counted nor closed. Of the rest,
 * above the high water mark, as many are closed as it takes to reach the low water mark: those without streams first, then
 * those of the smallest weight, then those the peer opened, then the youngest. Above the low water mark alone, only those are
 * closed that have had no stream for the idle timeout and whose peer nobody has tagged; a node with few connections closes
 * none.
 *
 * <p>Thread-safe; nothing here blocks. What is known of peers outlives their connections and the host's restarts, but not the
 * process.
 */
public interface ConnectionManager {

    /** Ages are measured by {@code ticker}, which must be the network's; {@code random} spreads reconnects. */
    static ConnectionManager of(ConnectionManagerSettings settings, Ticker ticker, RandomGenerator random) {
        return new DefaultConnectionManager(settings, ticker, random);
    }

    /** The marks, the times and the peers that were configured. */
    ConnectionManagerSettings settings();

    /**
     * Sets one tag of a peer; its weights together are its value.
     *
     * @param tag 1 to 64 characters
     * @return false when there is no room: for 10,000 peers, with 32 tags each
     */
    boolean tag(PeerId peer, String tag, int weight);

    /** Adds to a tag that is lost again with time; false when there is no room. */
    boolean bump(PeerId peer, DecayingTag tag, int by);

    /** Takes a tag away; false if there was none. */
    boolean untag(PeerId peer, String tag);

    /** The tags of a peer with their weights now, by name. */
    Map<String, Integer> tags(PeerId peer);

    /**
     * Keeps a peer's connections from being closed, until {@link #unprotect} with the same reason.
     *
     * @param reason 1 to 64 characters; several hold independently
     * @return false when there is no room: for 10,000 peers, with 32 reasons each
     */
    boolean protect(PeerId peer, String reason);

    /** Takes one reason away; false if it was none. */
    boolean unprotect(PeerId peer, String reason);

    /** The reasons for which a peer is protected, {@code configured} and {@code persistent} among them. */
    Set<String> protections(PeerId peer);

    /** Whether there is any such reason. */
    default boolean isProtected(PeerId peer) {
        return !protections(peer).isEmpty();
    }

    /** The persistent peers and whether each is connected or when it is dialled again, in the order they were given. */
    List<PersistentPeer> persistentPeers();

    /** Peers that have a tag or a protection. */
    int knownPeers();

    /** Called at every start of the host, once it listens; from here on connections are closed and persistent peers dialled. */
    void start(Network network);

    /** Called at every stop of the host, before its connections are closed: nothing is closed or dialled any more. */
    void stop();

    /**
     * A peer to stay connected to.
     *
     * @param failures dials in a row that did not help, with the connections that did not last
     */
    record PersistentPeer(PeerId peer, List<Multiaddr> addresses, boolean connected, int failures) {

        public PersistentPeer {
            addresses = List.copyOf(addresses);
        }
    }
}
