package dev.jlibp2p.peerstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryPeerStoreTest extends PeerStoreContract {

    @Override
    protected PeerStore store(Ticker ticker, PeerStoreLimits limits) {
        return PeerStore.inMemory(ticker, limits);
    }

    /** P4: few peers that say much are as bad as many that say little. */
    @Test
    void memoryIsBoundedHoweverMuchEachPeerSays() {
        PeerStoreLimits limits = new PeerStoreLimits(1_000, 64, 1_024, 1L << 20);
        MemoryPeerStore store = new MemoryPeerStore(Ticker.newMockTicker(), limits);
        SplittableRandom random = new SplittableRandom(1);
        List<ProtocolId> long1024 = IntStream.range(0, 1_024)
                .mapToObj(i -> ProtocolId.of("/p/" + i + "x".repeat(500)))
                .toList();

        for (int i = 0; i < 50; i++) {
            PeerId peer = randomPeer(random);
            store.setProtocols(peer, long1024);
            store.addAddresses(peer, ports(1, 64), AddressLifetime.DISCOVERED);
            assertThat(store.bytes()).isBetween(1L, 1L << 20);
        }

        assertThat(store.size()).isEqualTo(1);
    }

    /** P4 with the limits of production. */
    @Test
    void aQuarterMillionFakePeersCostWhatTheDefaultsAllow() {
        MemoryPeerStore store = new MemoryPeerStore(Ticker.newMockTicker(), PeerStoreLimits.DEFAULTS);
        SplittableRandom random = new SplittableRandom(2);
        var addresses = ports(1, 1);

        for (int i = 0; i < 250_000; i++) {
            store.addAddresses(randomPeer(random), addresses, AddressLifetime.DISCOVERED);
        }

        assertThat(store.size()).isEqualTo(100_000);
        assertThat(store.bytes()).isLessThanOrEqualTo(PeerStoreLimits.DEFAULTS.maxBytes());
    }

    @Test
    void whatIsForgottenCostsNothing() {
        MemoryPeerStore store = new MemoryPeerStore(Ticker.newMockTicker(), PeerStoreLimits.DEFAULTS);
        PeerId peer = randomPeer(new SplittableRandom(3));
        store.addAddresses(peer, ports(1, 10), AddressLifetime.DISCOVERED);
        assertThat(store.bytes()).isPositive();

        store.connected(peer);
        assertThat(store.bytes()).as("connected peers are bounded by the limit of connections").isZero();
        store.disconnected(peer);
        assertThat(store.bytes()).isPositive();
        store.forget(peer);

        assertThat(store.bytes()).isZero();
    }

    @Test
    void limitsMustBePositive() {
        assertThatThrownBy(() -> PeerStoreLimits.of(0, 64)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxPeers 0");
    }
}
