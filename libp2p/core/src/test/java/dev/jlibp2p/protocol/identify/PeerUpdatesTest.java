package dev.jlibp2p.protocol.identify;

import static dev.jlibp2p.protocol.identify.PeerStatement.AGENT_VERSION;
import static dev.jlibp2p.protocol.identify.PeerStatement.PROTOCOL_VERSION;
import static dev.jlibp2p.protocol.identify.PeerStatement.PUBLIC_KEY;
import static dev.jlibp2p.protocol.identify.PeerStatement.SIGNED_PEER_RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.SignedEnvelope;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.peerstore.KnownAddress;
import dev.jlibp2p.peerstore.KnownPeer;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.peerstore.PeerStoreLimits;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerUpdatesTest {

    private static final Identity ALICE = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final Identity MALLORY = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final PeerId PEER = ALICE.peerId();

    private static final String HERE = "/ip4/127.0.0.1/tcp/9";

    private static final String A = "/ip4/1.2.3.4/tcp/1";

    private static final String B = "/ip4/1.2.3.4/tcp/2";

    private final PeerStore peers = PeerStore.inMemory(Ticker.newMockTicker(), PeerStoreLimits.DEFAULTS);

    private final PeerUpdates updates = new PeerUpdates(peers);

    @BeforeEach
    void connect() {
        peers.connected(PEER);
        peers.setPublicKey(PEER, ALICE.publicKey());
    }

    @Test
    void whatAPeerSaysIsKnownAfterwards() throws Exception {
        apply(HERE,
                new MessageBuilder().protocol("/a")
                        .address(A)
                        .text(AGENT_VERSION, "agent")
                        .text(PROTOCOL_VERSION, "family"));

        KnownPeer known = peers.peer(PEER).orElseThrow();
        assertThat(known.protocols()).containsExactly(ProtocolId.of("/a"));
        assertThat(known.agentVersion()).isEqualTo("agent");
        assertThat(known.protocolVersion()).isEqualTo("family");
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(A));
    }

    @Test
    void aPartialPushChangesOnlyWhatItNames() throws Exception {
        apply(HERE,
                new MessageBuilder().protocol("/a")
                        .address(A)
                        .text(AGENT_VERSION, "agent")
                        .text(PROTOCOL_VERSION, "family"));

        apply(HERE, new MessageBuilder().text(AGENT_VERSION, "newer"));

        KnownPeer known = peers.peer(PEER).orElseThrow();
        assertThat(known.protocols()).containsExactly(ProtocolId.of("/a"));
        assertThat(known.agentVersion()).isEqualTo("newer");
        assertThat(known.protocolVersion()).isEqualTo("family");
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(A));
    }

    /** pushes replace, they do not add up. */
    @Test
    void addressesOfManyPushesDoNotAccumulate() throws Exception {
        for (int i = 1; i <= 500; i++) {
            apply(HERE, new MessageBuilder().address("/ip4/1.2.3.4/tcp/" + i));
        }
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of("/ip4/1.2.3.4/tcp/500"));

        for (int i = 1; i <= 50; i++) {
            apply(HERE, signed(ALICE, i, "/ip4/1.2.3.4/tcp/" + i));
        }
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of("/ip4/1.2.3.4/tcp/50"));
    }

    @Test
    void signedAddressesAreTakenBeforeOthers() throws Exception {
        apply(HERE, signed(ALICE, 1, A).address(B));

        assertThat(peers.peer(PEER).orElseThrow().addresses()).containsExactly(
                new KnownAddress(Multiaddr.of(A), AddressLifetime.CONNECTED, true));
    }

    /** P1: certified data is never overwritten by a statement without, or with an older, record. */
    @Test
    void signedAddressesAreNeverOverwritten() throws Exception {
        apply(HERE, signed(ALICE, 5, A));

        apply(HERE, new MessageBuilder().address(B));
        apply(HERE, signed(ALICE, 4, B));

        assertThat(peers.peer(PEER).orElseThrow().addresses()).filteredOn(KnownAddress::certified)
                .extracting(KnownAddress::address)
                .containsExactly(Multiaddr.of(A));
    }

    /** P1 and C7: a record of somebody else, or forged, is as good as none. */
    @Test
    void aSpoofedRecordIsAsGoodAsNone() throws Exception {
        byte[] forged = record(ALICE, 9, A);
        forged[forged.length - 1] ^= 1;

        for (byte[] bad : List.of(record(MALLORY, 9, A), forged, new byte[]{1, 2, 3}, new byte[0])) {
            apply(HERE, new MessageBuilder().bytes(SIGNED_PEER_RECORD, bad).address(B));

            assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(B));
            assertThat(peers.peer(MALLORY.peerId())).isEmpty();
            assertThat(peers.record(PEER)).isEmpty();
        }
    }

    @Test
    void recordsInRustsOlderDomainAreRead() throws Exception {
        byte[] payload = SignedEnvelope.open(record(ALICE, 7, A), PeerRecord.DOMAIN, PeerRecord.payloadType())
                .payload();
        byte[] older = SignedEnvelope.seal(ALICE, "libp2p-routing-state",
                "/libp2p/routing-state-record".getBytes(StandardCharsets.UTF_8), payload).encoded();

        apply(HERE, new MessageBuilder().bytes(SIGNED_PEER_RECORD, older));

        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(A));
    }

    /** P1: a bogus key changes nothing about the proven one. */
    @Test
    void aWrongPublicKeyIsIgnored() throws Exception {
        for (byte[] bogus : List.of(MALLORY.publicKey().encoded(), new byte[]{8, 1, 18}, new byte[0],
                new byte[8_000])) {
            apply(HERE, new MessageBuilder().bytes(PUBLIC_KEY, bogus).protocol("/a"));
        }

        KnownPeer known = peers.peer(PEER).orElseThrow();
        assertThat(known.publicKey()).isEqualTo(ALICE.publicKey());
        assertThat(known.protocols()).hasSize(1);
        assertThat(peers.peer(MALLORY.peerId())).isEmpty();
    }

    /** P1 and X-22: 2000 protocols, 1000 addresses, an agent that fills the message and forges log lines. */
    @Test
    void whatIsTooMuchIsCut() throws Exception {
        PeerStatement statement = new PeerStatement();
        statement.add(new MessageBuilder().text(AGENT_VERSION, "evil\r\n\u001b[2J" + "x".repeat(8_000)).build());
        for (int message = 0; message < 9; message++) {
            MessageBuilder builder = new MessageBuilder();
            for (int i = 0; i < 230; i++) {
                builder.protocol("/p/" + message + "/" + i).address("/ip4/1.2.3.4/tcp/" + (1 + message * 230 + i));
            }
            statement.add(builder.build());
        }

        updates.apply(PEER, Multiaddr.of(HERE), statement);

        KnownPeer known = peers.peer(PEER).orElseThrow();
        assertThat(known.protocols()).hasSize(1_024);
        assertThat(known.addresses()).hasSize(64);
        assertThat(known.agentVersion()).hasSize(256).startsWith("evil[2Jxxx");
    }

    @Test
    void addressesFromFartherInThanThePeerAreLeftOut() throws Exception {
        String loopback = "/ip4/127.0.0.1/tcp/1";
        String lan = "/ip4/192.168.1.5/tcp/1";
        String any = "/ip4/0.0.0.0/tcp/1";
        MessageBuilder message = new MessageBuilder().address(loopback).address(lan).address(A).address(any);

        apply("/ip4/8.8.8.8/tcp/9", message);
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(A));
        apply("/ip4/192.168.1.9/tcp/9", message);
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(lan), Multiaddr.of(A));
        apply(HERE, message);
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(loopback), Multiaddr.of(lan), Multiaddr.of(A));
        apply("/ip4/8.8.8.8/tcp/9", signed(ALICE, 1, loopback, lan, B));
        assertThat(peers.addresses(PEER)).containsExactly(Multiaddr.of(B));
    }

    private void apply(String peerAddress, MessageBuilder message) throws InvalidDataException {
        PeerStatement statement = new PeerStatement();
        statement.add(message.build());
        updates.apply(PEER, Multiaddr.of(peerAddress), statement);
    }

    private static MessageBuilder signed(Identity signer, long sequence, String... addresses) {
        return new MessageBuilder().bytes(SIGNED_PEER_RECORD, record(signer, sequence, addresses));
    }

    private static byte[] record(Identity signer, long sequence, String... addresses) {
        List<Multiaddr> all = List.of(addresses).stream().map(Multiaddr::of).toList();
        return new PeerRecord(signer.peerId(), sequence, all).seal(signer).encoded();
    }
}
