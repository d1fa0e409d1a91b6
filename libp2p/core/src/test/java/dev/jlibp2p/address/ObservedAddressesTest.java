package dev.jlibp2p.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservedAddressesTest {

    private static final String LOCAL = "/ip4/192.168.1.7/tcp/4001";

    private static final List<Multiaddr> LISTEN = List.of(Multiaddr.of(LOCAL), Multiaddr.of(LOCAL + "/ws"));

    private static final String EXTERNAL = "/ip4/8.8.8.8/tcp/4001";

    private final MockTicker ticker = Ticker.newMockTicker();

    private final ObservedAddresses observed = new ObservedAddresses(ticker);

    @Test
    void fourIndependentObserversAreNeeded() {
        assertThat(observe("/ip4/1.0.0.1/tcp/9", EXTERNAL)).isFalse();
        assertThat(observe("/ip4/1.0.1.1/tcp/9", EXTERNAL)).isFalse();
        assertThat(observe("/ip4/1.0.2.1/tcp/9", EXTERNAL)).isFalse();
        assertThat(observed.active(LISTEN)).isEmpty();

        assertThat(observe("/ip4/1.0.3.1/tcp/9", EXTERNAL)).isTrue();

        assertThat(observed.active(LISTEN)).containsExactly(Multiaddr.of(EXTERNAL), Multiaddr.of(EXTERNAL + "/ws"));
        assertThat(observe("/ip4/1.0.4.1/tcp/9", EXTERNAL)).as("a fifth changes nothing").isFalse();
    }

    /** P2: a hundred liars of one network are one liar. */
    @Test
    void aHundredLiarsFromOneNetworkAreNotBelieved() {
        for (int host = 1; host <= 100; host++) {
            observe("/ip4/1.2.3." + host + "/tcp/9", EXTERNAL);
        }
        for (int host = 1; host <= 100; host++) {
            observeOn6("/ip6/2a00:1450:0:1" + String.format("%02x", host) + "::1/tcp/9");
        }

        assertThat(observed.active(LISTEN)).isEmpty();
        assertThat(observed.active(List.of(Multiaddr.of("/ip6/fd00::7/tcp/4001")))).isEmpty();
    }

    @Test
    void anObserverHasOneVoteTheLastItGave() {
        for (int i = 0; i < 4; i++) {
            observe("/ip4/1.0." + i + ".1/tcp/9", EXTERNAL);
        }

        assertThat(observe("/ip4/1.0.0.1/tcp/9", "/ip4/8.8.8.8/tcp/5000")).isTrue();

        assertThat(observed.active(LISTEN)).isEmpty();
    }

    @Test
    void observationsLoseTheirWeightAfterHalfAnHour() {
        for (int i = 0; i < 4; i++) {
            observe("/ip4/1.0." + i + ".1/tcp/9", EXTERNAL);
        }
        ticker.advance(30 * 60 - 1, TimeUnit.SECONDS);
        assertThat(observed.active(LISTEN)).hasSize(2);

        ticker.advance(1, TimeUnit.SECONDS);

        assertThat(observed.active(LISTEN)).isEmpty();
        assertThat(observed.size()).isZero();
    }

    @Test
    void atMostThreeAddressesAreBelievedThoseWithMostObserversFirst() {
        for (int external = 1; external <= 5; external++) {
            for (int i = 0; i < 3 + external; i++) {
                observe("/ip4/1." + external + "." + i + ".1/tcp/9", "/ip4/8.8.8." + external + "/tcp/4001");
            }
        }

        assertThat(observed.active(LISTEN.subList(0, 1))).containsExactly(Multiaddr.of("/ip4/8.8.8.5/tcp/4001"),
                Multiaddr.of("/ip4/8.8.8.4/tcp/4001"), Multiaddr.of("/ip4/8.8.8.3/tcp/4001"));
    }

    @ParameterizedTest
    @CsvSource({"/ip4/1.0.%d.1/tcp/9, /ip4/8.8.8.8/udp/4001, another transport",
        "/ip4/1.0.%d.1/tcp/9, /ip6/2a00:1450::1/tcp/4001, another IP version",
        "/ip4/1.0.%d.1/tcp/9, /ip4/127.0.0.1/tcp/4001, loopback seen from afar",
        "/ip4/1.0.%d.1/tcp/9, /ip4/10.0.0.1/tcp/4001, private seen from the Internet",
        "/ip4/10.0.%d.1/tcp/9, /ip4/127.0.0.1/tcp/4001, loopback seen from the private network",
        "/ip4/1.0.%d.1/tcp/9, /ip4/0.0.0.0/tcp/4001, a wildcard", "/ip4/1.0.%d.1/tcp/9, /ip4/8.8.8.8/tcp/0, no port",
        "/ip4/1.0.%d.1/tcp/9, /ip4/8.8.8.8/tcp/4001/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA/p2p-circuit, "
                + "a relay's",
        "/dns4/n%d.example.org/tcp/9, /ip4/8.8.8.8/tcp/4001, an observer without IP address"})
    void implausibleObservationsAreIgnored(String peer, String claim, String why) {
        for (int i = 0; i < 4; i++) {
            observe(String.format(peer, i), claim);
        }

        assertThat(observed.size()).as(why).isZero();
    }

    @Test
    void aPortUsedOnceForDiallingTellsNothing() {
        for (int i = 0; i < 4; i++) {
            observed.observe(Multiaddr.of("/ip4/192.168.1.7/tcp/50000"), Multiaddr.of("/ip4/1.0." + i + ".1/tcp/9"),
                    Multiaddr.of("/ip4/8.8.8.8/tcp/50000"), LISTEN);
        }

        assertThat(observed.size()).isZero();
    }

    @Test
    void peersOnThisMachineMaySeeLoopback() {
        List<Multiaddr> listen = List.of(Multiaddr.of("/ip4/127.0.0.1/tcp/4001"));
        for (int i = 0; i < 4; i++) {
            observed.observe(listen.getFirst(), Multiaddr.of("/ip4/127.0." + i + ".1/tcp/9"),
                    Multiaddr.of("/ip4/127.0.0.9/tcp/4001"), listen);
        }

        assertThat(observed.active(listen)).containsExactly(Multiaddr.of("/ip4/127.0.0.9/tcp/4001"));
    }

    @Test
    void noFloodOfObserversGrowsBeyondTheLimit() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 10_000; i++) {
            observe("/ip4/" + (1 + random.nextInt(9)) + "." + random.nextInt(256) + "." + random.nextInt(256)
                    + ".1/tcp/9",
                    "/ip4/8.8." + random.nextInt(256) + ".8/tcp/" + (1 + random.nextInt(65_535)));
        }

        assertThat(observed.size()).isEqualTo(ObservedAddresses.MAX_VOTES_PER_LOCAL);
    }

    private boolean observe(String peer, String claim) {
        return observed.observe(Multiaddr.of(LOCAL), Multiaddr.of(peer), Multiaddr.of(claim), LISTEN);
    }

    private void observeOn6(String peer) {
        Multiaddr local = Multiaddr.of("/ip6/fd00::7/tcp/4001");
        observed.observe(local, Multiaddr.of(peer), Multiaddr.of("/ip6/2a00:1450:1::1/tcp/4001"), List.of(local));
    }
}
