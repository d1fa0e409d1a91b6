package dev.jlibp2p.peerstore;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows about other peers. Thread-safe.
 *
 * <p>Everything in it comes from somebody else, so everything is bounded: at the limit for peers the one not updated for the
 * longest time makes room, but never one we are connected to and none with a permanent address. Addresses expire by their
 * {@link AddressLifetime}; a peer we are not connected to is forgotten 15 minutes after its last address. Addresses that a
 * peer has signed are never displaced by hearsay.
 */
public interface PeerStore {

    /** A store that keeps nothing beyond this process and never blocks. Ages are measured by {@code ticker}. */
    static PeerStore inMemory(Ticker ticker, PeerStoreLimits limits) {
        return new MemoryPeerStore(ticker, limits);
    }

    /** All that is known about a peer; empty when nothing is. */
    Optional<KnownPeer> peer(PeerId peer);

    /** Where a peer may be reached, what it signed first; empty when unknown. */
    List<Multiaddr> addresses(PeerId peer);

    /**
     * Adds addresses; those known already live for the longer of both lifetimes. One that leads to another peer or is longer
     * than 512 bytes is left out. When the peer has too many, the one that would expire first goes.
     */
    void addAddresses(PeerId peer, Collection<Multiaddr> addresses, AddressLifetime lifetime);

    /** Same, and forgets all others but those the peer signed and the permanent ones. */
    void replaceAddresses(PeerId peer, Collection<Multiaddr> addresses, AddressLifetime lifetime);

    /**
     * Takes a peer record, signed by the peer it is about. A newer one replaces all addresses but the permanent ones; the one
     * already held is refreshed.
     *
     * @param peer who must have signed it
     * @param envelope as it came, at most 8 KiB; the array is the store's from now on
     * @param usable tells which of its addresses to keep
     * @return false when a newer one is held, or there is no room
     * @throws InvalidDataException if this is no peer record of that peer, or not signed by it; nothing is changed then
     */
    boolean acceptRecord(PeerId peer, byte[] envelope, AddressLifetime lifetime, Predicate<? super Multiaddr> usable)
            throws InvalidDataException;

    /** The newest peer record as it came, to be passed on to others; empty when none is held. */
    Optional<byte[]> record(PeerId peer);

    /** What a peer handles; empty when unknown. */
    List<ProtocolId> protocols(PeerId peer);

    /** Replaces what a peer handles; beyond the limit the rest is left out. */
    void setProtocols(PeerId peer, Collection<ProtocolId> protocols);

    /** Replaces implementation and protocol family, cut to 256 printable characters each. */
    void setVersions(PeerId peer, String agentVersion, String protocolVersion);

    /** The security protocol the peer agreed to when we reached it last; empty when unknown. */
    Optional<ProtocolId> security(PeerId peer);

    /** Replaces the security protocol to begin with at the next dial; {@code null} when there is none to rely on. */
    void setSecurity(PeerId peer, @Nullable ProtocolId security);

    /**
     * Keeps the key behind a peer id.
     *
     * @throws IllegalArgumentException if it is another peer's
     */
    void setPublicKey(PeerId peer, PublicKey publicKey);

    /** The first connection to a peer was established. */
    void connected(PeerId peer);

    /** The last connection to a peer ended. */
    void disconnected(PeerId peer);

    /** Forgets a peer, except that we are connected to it; returns whether anything was known. */
    boolean forget(PeerId peer);

    /** Everybody about whom something is known. */
    List<PeerId> peers();

    /** How many peers there are. */
    int size();
}
