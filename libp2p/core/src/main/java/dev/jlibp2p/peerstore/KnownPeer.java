package dev.jlibp2p.peerstore;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a peer at one moment. Immutable. What the peer says about itself is unproven; its texts are cut
 * to 256 characters and fit for a log line.
 *
 * @param id who it is
 * @param connected whether there is a connection
 * @param publicKey the key behind the id, where known
 * @param addresses where it may be reached, expired ones left out
 * @param protocols what it handles
 * @param agentVersion its implementation; empty where unknown
 * @param protocolVersion its family of protocols; empty where unknown
 */
public record KnownPeer(PeerId id, boolean connected, @Nullable PublicKey publicKey, List<KnownAddress> addresses,
        List<ProtocolId> protocols, String agentVersion, String protocolVersion) {

    public KnownPeer {
        addresses = List.copyOf(addresses);
        protocols = List.copyOf(protocols);
    }
}
