package dev.jlibp2p.node.peers;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.peerstore.KnownPeer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer at one moment: its connections, and what is known about it.
 *
 * @param known {@code null} when nothing is
 */
record Peer(PeerId id, List<Connection> connections, @Nullable KnownPeer known) {

    PeerState state() {
        return connections.isEmpty() ? PeerState.DISCONNECTED : PeerState.CONNECTED;
    }

    /** Null while unknown. */
    @Nullable
    String agentVersion() {
        return known == null || known.agentVersion().isEmpty() ? null : known.agentVersion();
    }

    List<String> protocols() {
        return known == null ? List.of() : known.protocols().stream().map(Object::toString).sorted().toList();
    }

    List<String> addresses() {
        return known == null
                ? List.of()
                : known.addresses().stream().map(address -> address.address().toString()).toList();
    }
}
