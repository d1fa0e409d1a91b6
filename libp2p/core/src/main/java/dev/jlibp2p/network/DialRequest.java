package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.peerstore.KnownAddress;
import dev.jlibp2p.peerstore.PeerStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom to reach, and by which addresses.
 *
 * @param peer whom the addresses must lead to, or {@code null} to take whoever is there
 * @param given addresses from the owner of this node, by configuration or on request
 * @param learnt addresses from other peers: subject to {@link DialScope}
 * @param explicit whether somebody asked for it and waits: then no backoff holds it up
 */
public record DialRequest(@Nullable PeerId peer, List<Multiaddr> given, List<Multiaddr> learnt, boolean explicit) {

    public DialRequest {
        given = List.copyOf(given);
        learnt = List.copyOf(learnt);
    }

    /** Somebody wants the peer and says how. */
    public static DialRequest of(@Nullable PeerId peer, Collection<Multiaddr> given) {
        return new DialRequest(peer, List.copyOf(given), List.of(), true);
    }

    /** With what is known about the peer besides; what its store keeps for ever came from the owner of this node. */
    public DialRequest withKnown(PeerStore store) {
        if (peer == null) {
            return this;
        }
        List<Multiaddr> own = new ArrayList<>(given);
        List<Multiaddr> others = new ArrayList<>(learnt);
        List<KnownAddress> known = store.peer(peer).map(found -> found.addresses()).orElse(List.of());
        for (KnownAddress address : known) {
            (address.lifetime() == AddressLifetime.PERMANENT ? own : others).add(address.address());
        }
        return new DialRequest(peer, own, others, explicit);
    }

    /** The same on the node's own account: an address that failed a moment ago is not tried again. */
    public DialRequest automatic() {
        return new DialRequest(peer, given, learnt, false);
    }
}
