package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DialBackoffTest {

    private static final Multiaddr ADDRESS = Multiaddr.of("/ip4/1.2.3.4/tcp/1");

    private final MockTicker ticker = Ticker.newMockTicker();

    private final DialBackoff backoff = new DialBackoff(DialSettings.DEFAULTS.backoff(), ticker);

    private final PeerId peer = peer();

    @Test
    void itGrowsBySquaresUpToFiveMinutes() {
        int[] seconds = {5, 6, 9, 14, 21, 30};
        for (int expected : seconds) {
            backoff.failed(peer, ADDRESS);
            assertThat(left()).isEqualTo(expected);
            ticker.advance(expected, TimeUnit.SECONDS);
            assertThat(left()).isZero();
        }
        for (int i = 0; i < 100; i++) {
            backoff.failed(peer, ADDRESS);
        }
        assertThat(left()).isEqualTo(300);
    }

    @Test
    void itIsOfOneAddressAloneWhateverPeerIsNamedBehindIt() {
        backoff.failed(peer, peer.addTo(ADDRESS));

        assertThat(left()).isEqualTo(5);
        assertThat(backoff.remaining(peer, Multiaddr.of("/ip4/1.2.3.4/tcp/2"))).isZero();
        assertThat(backoff.remaining(peer(), ADDRESS)).isZero();
    }

    @Test
    void successForgetsAllOfAPeer() {
        backoff.failed(peer, ADDRESS);
        backoff.failed(peer, Multiaddr.of("/ip4/1.2.3.4/tcp/2"));
        backoff.succeeded(peer);

        assertThat(left()).isZero();
        assertThat(backoff.size()).isZero();
    }

    @Test
    void whoWasLeftAloneTwiceAsLongBeginsAnew() {
        backoff.failed(peer, ADDRESS);
        backoff.failed(peer, ADDRESS);
        ticker.advance(13, TimeUnit.SECONDS);
        backoff.failed(peer, ADDRESS);

        assertThat(left()).isEqualTo(5);
    }

    @Test
    void whatOthersTellUsTakesBoundedMemory() {
        for (int i = 1; i <= DialBackoff.MAX_ADDRESSES + 10; i++) {
            backoff.failed(peer, Multiaddr.of("/ip4/1.2.3.4/tcp/" + i));
        }
        assertThat(backoff.size()).isEqualTo(DialBackoff.MAX_ADDRESSES);
        assertThat(left()).as("the eldest made room").isZero();
    }

    private long left() {
        Duration left = backoff.remaining(peer, ADDRESS);
        return left.toSeconds();
    }

    private static PeerId peer() {
        return Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
    }
}
