package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.address.AddressScope;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.peerstore.PeerStore;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what a peer says of itself into the peer store, as far as it may be believed. Thread-safe. */
final class PeerUpdates {

    private static final Logger LOG = LoggerFactory.getLogger(PeerUpdates.class);

    private final PeerStore peers;

    PeerUpdates(PeerStore peers) {
        this.peers = peers;
    }

    /**
     * Takes over a statement of {@code peer}, who is proven, and seen at {@code peerAddress}. What is missing stays as it was.
     * Addresses from farther in than the peer itself are left out. Addresses that are not signed are taken only in want of a
     * valid record, and never replace signed ones.
     */
    void apply(PeerId peer, Multiaddr peerAddress, PeerStatement statement) {
        checkKey(peer, statement);
        if (!statement.protocols().isEmpty()) {
            peers.setProtocols(peer, statement.protocols());
        }
        applyVersions(peer, statement);
        AddressScope scope = AddressScope.of(peerAddress);
        boolean hasRecord = statement.signedPeerRecord().filter(record -> accepts(peer, record, scope)).isPresent();
        if (!hasRecord && !statement.listenAddresses().isEmpty()) {
            List<Multiaddr> usable = statement.listenAddresses()
                    .stream()
                    .filter(address -> isUsable(address, scope))
                    .toList();
            peers.replaceAddresses(peer, usable, AddressLifetime.CONNECTED);
        }
    }

    private void applyVersions(PeerId peer, PeerStatement statement) {
        if (statement.agentVersion().isEmpty() && statement.protocolVersion().isEmpty()) {
            return;
        }
        var known = peers.peer(peer);
        String agentVersion = statement.agentVersion().or(() -> known.map(was -> was.agentVersion())).orElse("");
        String protocolVersion = statement.protocolVersion()
                .or(() -> known.map(was -> was.protocolVersion()))
                .orElse("");
        peers.setVersions(peer, agentVersion, protocolVersion);
    }

    /** A record that fails is as good as none: rust-libp2p and others have signed theirs in ways of their own. */
    private boolean accepts(PeerId peer, byte[] record, AddressScope scope) {
        try {
            return peers.acceptRecord(peer, record, AddressLifetime.CONNECTED, address -> isUsable(address, scope));
        } catch (InvalidDataException e) {
            LOG.debug("The signed record of {} is ignored: {}", peer, e.getMessage());
            return false;
        }
    }

    /** The key was proven by the handshake, so a wrong one here changes nothing. */
    private static void checkKey(PeerId peer, PeerStatement statement) {
        Optional<byte[]> key = statement.publicKey();
        if (key.isPresent() && !isKeyOf(peer, key.get())) {
            LOG.debug("The public key that {} sent is ignored: it is not the one that proved the peer", peer);
        }
    }

    private static boolean isKeyOf(PeerId peer, byte[] key) {
        try {
            return peer.matches(PublicKey.decode(key));
        } catch (InvalidDataException e) {
            return false;
        }
    }

    private static boolean isUsable(Multiaddr address, AddressScope peer) {
        return AddressScope.of(address).concerns(peer);
    }
}
