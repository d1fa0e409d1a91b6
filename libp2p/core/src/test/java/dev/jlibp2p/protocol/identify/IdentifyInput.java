package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.peerstore.KnownPeer;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.peerstore.PeerStoreLimits;
import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;

/** The way of a peer's bytes through identify into the peer store, for whoever attacks it. */
public final class IdentifyInput {

    private static final Identity PEER = Identity.generate(KeyType.ED25519, new SecureRandom());

    private IdentifyInput() {}

    /** What is known about a peer that has sent this, and nothing else. */
    public static KnownPeer read(byte[] stream) throws IOException {
        PeerStatement statement = IdentifyExchange.read(new ByteArrayInputStream(stream));
        PeerStore peers = PeerStore.inMemory(Ticker.newMockTicker(), PeerStoreLimits.DEFAULTS);
        PeerId peer = PEER.peerId();
        peers.connected(peer);
        new PeerUpdates(peers).apply(peer, Multiaddr.of("/ip4/127.0.0.1/tcp/1"), statement);
        return peers.peer(peer).orElseThrow();
    }

    /** Honest statements, in one message and in several. */
    public static List<byte[]> seeds() {
        Multiaddr address = Multiaddr.of("/ip4/1.2.3.4/tcp/4001");
        byte[] record = new PeerRecord(PEER.peerId(), 7, List.of(address)).seal(PEER).encoded();
        byte[] first = new MessageBuilder().bytes(PeerStatement.PUBLIC_KEY, PEER.publicKey().encoded())
                .protocol("/ipfs/id/1.0.0")
                .bytes(PeerStatement.LISTEN_ADDRESS, address.bytes())
                .bytes(PeerStatement.OBSERVED_ADDRESS, address.bytes())
                .text(PeerStatement.AGENT_VERSION, "agent/1")
                .text(PeerStatement.PROTOCOL_VERSION, "ipfs/0.1.0")
                .build();
        byte[] second = new MessageBuilder().bytes(PeerStatement.SIGNED_PEER_RECORD, record).build();
        return List.of(all(first), all(first, second));
    }

    private static byte[] all(byte[]... messages) {
        try (var stream = MessageBuilder.stream(messages)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
