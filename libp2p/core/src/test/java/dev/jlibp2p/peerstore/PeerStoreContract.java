package dev.jlibp2p.peerstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.SignedEnvelope;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link PeerStore} does. */
public abstract class PeerStoreContract {

    private static final Identity ALICE = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final Identity MALLORY = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final PeerId PEER = ALICE.peerId();

    private static final Multiaddr A = Multiaddr.of("/ip4/1.2.3.4/tcp/1");

    private static final Multiaddr B = Multiaddr.of("/ip4/1.2.3.4/tcp/2");

    private static final Multiaddr C = Multiaddr.of("/dns4/c.example.org/tcp/443/wss");

    private static final PeerStoreLimits LIMITS = new PeerStoreLimits(100, 64, 1_024, 1L << 20);

    private final MockTicker ticker = Ticker.newMockTicker();

    private PeerStore store;

    @BeforeEach
    void open() {
        store = store(ticker, LIMITS);
    }

    /** An empty store. */
    protected abstract PeerStore store(Ticker ticker, PeerStoreLimits limits);

    @Test
    void nothingIsKnownAboutStrangers() {
        assertThat(store.peer(PEER)).isEmpty();
        assertThat(store.addresses(PEER)).isEmpty();
        assertThat(store.protocols(PEER)).isEmpty();
        assertThat(store.record(PEER)).isEmpty();
        assertThat(store.forget(PEER)).isFalse();
        assertThat(store.size()).isZero();
    }

    @Test
    void whatIsToldIsKnown() {
        store.addAddresses(PEER, List.of(A, B, A), AddressLifetime.DISCOVERED);
        store.setProtocols(PEER, protocols(3));
        store.setVersions(PEER, "agent/1", "family/1");
        store.setPublicKey(PEER, ALICE.publicKey());
        store.connected(PEER);

        assertThat(store.peer(PEER)).hasValue(new KnownPeer(PEER, true, ALICE.publicKey(),
                List.of(new KnownAddress(A, AddressLifetime.DISCOVERED, false),
                        new KnownAddress(B, AddressLifetime.DISCOVERED, false)),
                protocols(3), "agent/1", "family/1"));
        assertThat(store.peers()).containsExactly(PEER);
    }

    @ParameterizedTest
    @EnumSource(value = AddressLifetime.class, names = {"TEMPORARY", "RECENT", "DISCOVERED"})
    void addressesExpireWithTheirLifetime(AddressLifetime lifetime) {
        store.addAddresses(PEER, List.of(A), lifetime);
        advance(lifetime.duration().minusNanos(1));
        assertThat(store.addresses(PEER)).containsExactly(A);

        advance(Duration.ofNanos(1));

        assertThat(store.addresses(PEER)).isEmpty();
    }

    @Test
    void theLongerOfTwoLifetimesCounts() {
        store.addAddresses(PEER, List.of(A), AddressLifetime.DISCOVERED);
        store.addAddresses(PEER, List.of(A), AddressLifetime.TEMPORARY);
        store.addAddresses(PEER, List.of(B), AddressLifetime.TEMPORARY);
        store.addAddresses(PEER, List.of(B), AddressLifetime.DISCOVERED);

        advance(Duration.ofMinutes(59));

        assertThat(store.addresses(PEER)).containsExactly(A, B);
    }

    @Test
    void permanentAddressesStay() {
        store.addAddresses(PEER, List.of(A), AddressLifetime.PERMANENT);
        store.addAddresses(PEER, List.of(A), AddressLifetime.TEMPORARY);
        store.replaceAddresses(PEER, List.of(), AddressLifetime.RECENT);

        advance(Duration.ofDays(365));

        assertThat(store.addresses(PEER)).containsExactly(A);
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void addressesOfAConnectionLastAsLongAsItAndFifteenMinutes() {
        store.connected(PEER);
        store.addAddresses(PEER, List.of(A), AddressLifetime.CONNECTED);
        advance(Duration.ofDays(7));
        assertThat(store.addresses(PEER)).containsExactly(A);

        store.disconnected(PEER);

        advance(Duration.ofMinutes(15).minusNanos(1));
        assertThat(store.addresses(PEER)).containsExactly(A);
        advance(Duration.ofNanos(1));
        assertThat(store.addresses(PEER)).isEmpty();
    }

    @Test
    void anAddressOfAConnectionAlreadyOverIsARecentOne() {
        store.addAddresses(PEER, List.of(A), AddressLifetime.CONNECTED);

        advance(Duration.ofMinutes(15));

        assertThat(store.addresses(PEER)).isEmpty();
    }

    @Test
    void aPeerIsForgottenAWhileAfterItsLastAddress() {
        store.addAddresses(PEER, List.of(A), AddressLifetime.DISCOVERED);
        store.setVersions(PEER, "agent/1", "");
        advance(Duration.ofMinutes(60));

        assertThat(store.peer(PEER)).isEmpty();
        assertThat(store.size()).isZero();
    }

    @Test
    void aConnectedPeerIsNotForgotten() {
        store.connected(PEER);
        store.setVersions(PEER, "agent/1", "");
        advance(Duration.ofDays(1));
        assertThat(store.size()).isEqualTo(1);

        assertThat(store.forget(PEER)).isTrue();

        assertThat(store.peer(PEER)).hasValueSatisfying(known -> {
            assertThat(known.connected()).isTrue();
            assertThat(known.agentVersion()).isEmpty();
        });
    }

    @Test
    void addressesOfOthersAndMonstersAreLeftOut() {
        Multiaddr monster = Multiaddr.of("/ip4/1.2.3.4/tcp/1" + "/ws".repeat(100) + "/dns/" + "x".repeat(200)
                + "/dns/" + "y".repeat(200));
        store.addAddresses(PEER, List.of(PEER.addTo(A), MALLORY.peerId().addTo(B), monster),
                AddressLifetime.DISCOVERED);

        assertThat(store.addresses(PEER)).containsExactly(A);
    }

    @Test
    void tooManyAddressesPushOutTheOneThatWouldGoFirst() {
        store.addAddresses(PEER, List.of(A), AddressLifetime.PERMANENT);
        store.addAddresses(PEER, List.of(B), AddressLifetime.TEMPORARY);
        store.addAddresses(PEER, ports(100, 62), AddressLifetime.DISCOVERED);
        store.addAddresses(PEER, List.of(C), AddressLifetime.RECENT);

        assertThat(store.addresses(PEER)).hasSize(64).contains(A, C).doesNotContain(B);

        store.addAddresses(PEER, List.of(B), AddressLifetime.TEMPORARY);
        assertThat(store.addresses(PEER)).as("what lives shorter than all others is not taken").doesNotContain(B);
    }

    @Test
    void protocolsAreCutAtTheLimit() {
        store.setProtocols(PEER, protocols(2_000));

        assertThat(store.protocols(PEER)).isEqualTo(protocols(1_024));
    }

    @Test
    void versionsAreSafeToLog() {
        store.setVersions(PEER, "evil\r\n2026 ERROR \u001b[31m\u202e\u2028\u0000\ud800" + "x".repeat(1 << 20), "a\tb");

        assertThat(store.peer(PEER)).hasValueSatisfying(known -> {
            assertThat(known.agentVersion()).hasSize(256).startsWith("evil2026 ERROR [31mxxx").matches("\\p{Print}+");
            assertThat(known.protocolVersion()).isEqualTo("ab");
        });
    }

    @Test
    void aKeyOfSomebodyElseIsRefused() {
        assertThatThrownBy(() -> store.setPublicKey(PEER, MALLORY.publicKey()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(PEER.toString())
                .hasMessageContaining(MALLORY.peerId().toString());
        assertThat(store.peer(PEER)).isEmpty();
    }

    @Test
    void aNewerRecordReplacesAllButPermanentAddresses() throws Exception {
        store.addAddresses(PEER, List.of(A), AddressLifetime.PERMANENT);
        store.addAddresses(PEER, ports(100, 40), AddressLifetime.DISCOVERED);

        assertThat(accept(record(1, B))).isTrue();
        assertThat(store.addresses(PEER)).containsExactlyInAnyOrder(A, B);
        assertThat(accept(record(2, C))).isTrue();

        assertThat(store.addresses(PEER)).containsExactlyInAnyOrder(A, C);
        assertThat(store.record(PEER)).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(record(2, C)));
    }

    @Test
    void anOlderRecordIsRefusedAndTheSameOneRefreshes() throws Exception {
        byte[] current = record(5, A);
        accept(current);

        assertThat(accept(record(4, B))).isFalse();
        assertThat(accept(record(5, B))).as("another record of the same number").isFalse();
        assertThat(store.addresses(PEER)).containsExactly(A);

        advance(Duration.ofMinutes(50));
        assertThat(accept(current)).isTrue();
        advance(Duration.ofMinutes(50));
        assertThat(store.addresses(PEER)).containsExactly(A);
    }

    @Test
    void sequenceNumbersAreUnsigned() throws Exception {
        accept(record(1, A));

        assertThat(accept(record(-1, B))).isTrue();
        assertThat(accept(record(Long.MAX_VALUE, A))).isFalse();
    }

    @Test
    void hearsayNeverDisplacesWhatThePeerSigned() throws Exception {
        Multiaddr[] signed = ports(1_000, 64).toArray(Multiaddr[]::new);
        accept(record(1, signed));

        store.addAddresses(PEER, ports(2_000, 64), AddressLifetime.CONNECTED);
        store.replaceAddresses(PEER, List.of(A), AddressLifetime.DISCOVERED);

        assertThat(store.addresses(PEER)).containsExactly(signed);
        assertThat(store.peer(PEER).orElseThrow().addresses()).allMatch(KnownAddress::certified);
    }

    @Test
    void replacingForgetsEarlierHearsay() {
        store.addAddresses(PEER, List.of(A, B), AddressLifetime.DISCOVERED);

        store.replaceAddresses(PEER, List.of(C), AddressLifetime.RECENT);

        assertThat(store.addresses(PEER)).containsExactly(C);
    }

    @Test
    void onlyUsableAddressesOfARecordAreKept() throws Exception {
        store.acceptRecord(PEER, record(1, A, B), AddressLifetime.DISCOVERED, B::equals);

        assertThat(store.addresses(PEER)).containsExactly(B);
    }

    /** C7. */
    @Test
    void recordsThatAreNotThePeersOwnAreRefused() throws Exception {
        accept(record(1, A));
        byte[] foreign = new PeerRecord(MALLORY.peerId(), 9, List.of(B)).seal(MALLORY).encoded();
        byte[] otherDomain = SignedEnvelope.seal(ALICE, "libp2p-relay-rsvp", PeerRecord.payloadType(), payload())
                .encoded();
        byte[] otherType = SignedEnvelope.seal(ALICE, PeerRecord.DOMAIN, new byte[]{3, 2}, payload()).encoded();
        byte[] signedByAnother = SignedEnvelope.seal(MALLORY, PeerRecord.DOMAIN, PeerRecord.payloadType(), payload())
                .encoded();
        byte[] forged = record(9, B);
        forged[forged.length - 1] ^= 1;

        for (byte[] bad : List.of(foreign, otherDomain, otherType, signedByAnother, forged, new byte[0],
                new byte[9_000])) {
            assertThatThrownBy(() -> accept(bad)).isInstanceOf(InvalidDataException.class);
        }

        assertThat(store.addresses(PEER)).containsExactly(A);
        assertThat(store.peer(MALLORY.peerId())).isEmpty();
    }

    /** P4. */
    @Test
    void aFloodOfFakePeersEndsAtTheCapAndEvictsNobodyConnected() {
        SplittableRandom random = new SplittableRandom(4);
        List<PeerId> connected = IntStream.range(0, 20).mapToObj(i -> randomPeer(random)).toList();
        connected.forEach(store::connected);
        store.addAddresses(PEER, List.of(A), AddressLifetime.PERMANENT);

        for (int i = 0; i < 20_000; i++) {
            store.addAddresses(randomPeer(random), List.of(A, B), AddressLifetime.DISCOVERED);
        }

        assertThat(store.size()).isEqualTo(100);
        assertThat(store.peers()).containsAll(connected).contains(PEER);
    }

    @Test
    void theOneNotUpdatedForTheLongestTimeMakesRoom() {
        SplittableRandom random = new SplittableRandom(5);
        List<PeerId> peers = IntStream.range(0, 101).mapToObj(i -> randomPeer(random)).toList();
        peers.subList(0, 100).forEach(peer -> store.addAddresses(peer, List.of(A), AddressLifetime.DISCOVERED));
        store.addAddresses(peers.getFirst(), List.of(B), AddressLifetime.DISCOVERED);

        store.addAddresses(peers.getLast(), List.of(A), AddressLifetime.DISCOVERED);

        assertThat(store.peers()).contains(peers.getFirst(), peers.getLast()).doesNotContain(peers.get(1)).hasSize(100);
    }

    @Test
    void aStoreFullOfConnectedPeersTakesNobodyElse() {
        SplittableRandom random = new SplittableRandom(6);
        IntStream.range(0, 100).forEach(i -> store.connected(randomPeer(random)));

        store.addAddresses(PEER, List.of(A), AddressLifetime.DISCOVERED);

        assertThat(store.peer(PEER)).isEmpty();
        assertThat(store.size()).isEqualTo(100);
    }

    /** records of arbitrary identities, each of them valid. */
    @Test
    void aFloodOfValidForeignRecordsEndsAtTheCap() throws Exception {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 400; i++) {
            Identity somebody = Identity.generate(KeyType.ED25519, random);
            byte[] record = new PeerRecord(somebody.peerId(), 1, List.of(A)).seal(somebody).encoded();
            store.acceptRecord(somebody.peerId(), record, AddressLifetime.DISCOVERED, address -> true);
        }

        assertThat(store.size()).isEqualTo(100);
    }

    @Test
    void expiredPeersGoWithoutBeingAskedFor() {
        SplittableRandom random = new SplittableRandom(7);
        IntStream.range(0, 90)
                .forEach(i -> store.addAddresses(randomPeer(random), List.of(A), AddressLifetime.TEMPORARY));
        advance(Duration.ofMinutes(16));

        store.addAddresses(PEER, List.of(A), AddressLifetime.DISCOVERED);

        assertThat(store.peers()).containsExactly(PEER);
    }

    @Test
    void manyThreadsMayWriteAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                SplittableRandom random = new SplittableRandom(thread % 2);
                threads.submit(() -> churn(random));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(store.size()).isLessThanOrEqualTo(100);
        assertThat(store.peers()).doesNotHaveDuplicates();
    }

    private void churn(SplittableRandom random) {
        for (int i = 0; i < 5_000; i++) {
            PeerId peer = randomPeer(random);
            store.addAddresses(peer, List.of(A, B), AddressLifetime.DISCOVERED);
            store.connected(peer);
            store.addresses(peer);
            store.disconnected(peer);
            store.forget(random.nextBoolean() ? peer : PEER);
        }
    }

    private boolean accept(byte[] envelope) throws InvalidDataException {
        return store.acceptRecord(PEER, envelope, AddressLifetime.DISCOVERED, address -> true);
    }

    private static byte[] record(long sequence, Multiaddr... addresses) {
        return new PeerRecord(PEER, sequence, List.of(addresses)).seal(ALICE).encoded();
    }

    private static byte[] payload() throws InvalidDataException {
        byte[] envelope = record(9, B);
        return SignedEnvelope.open(envelope, PeerRecord.DOMAIN, PeerRecord.payloadType()).payload();
    }

    private void advance(Duration duration) {
        ticker.advance(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    static PeerId randomPeer(SplittableRandom random) {
        byte[] multihash = new byte[34];
        random.nextBytes(multihash);
        multihash[0] = 0x12;
        multihash[1] = 0x20;
        try {
            return PeerId.fromBytes(multihash);
        } catch (InvalidDataException e) {
            throw new AssertionError(Arrays.toString(multihash), e);
        }
    }

    static List<Multiaddr> ports(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(port -> Multiaddr.of("/ip4/9.9.9.9/tcp/" + port))
                .toList();
    }

    static List<ProtocolId> protocols(int count) {
        return IntStream.range(0, count).mapToObj(i -> ProtocolId.of("/p/" + i)).toList();
    }
}
