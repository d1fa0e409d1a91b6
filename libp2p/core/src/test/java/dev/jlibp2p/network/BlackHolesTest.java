package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import org.junit.jupiter.api.Test;

class BlackHolesTest {

    private static final Multiaddr QUIC4 = Multiaddr.of("/ip4/1.2.3.4/udp/1/quic-v1");

    private static final Multiaddr QUIC6 = Multiaddr.of("/ip6/2606:4700::1/udp/1/quic-v1");

    private static final Multiaddr TCP4 = Multiaddr.of("/ip4/1.2.3.4/tcp/1");

    private static final Multiaddr TCP6 = Multiaddr.of("/ip6/2606:4700::1/tcp/1");

    private static final Multiaddr NEAR = Multiaddr.of("/ip4/10.0.0.1/udp/1/quic-v1");

    private final BlackHoles holes = new BlackHoles();

    @Test
    void fewerThanFiveOfAHundredAreABlackHole() {
        dial(QUIC4, BlackHoles.ENOUGH - 1, BlackHoles.WINDOW - BlackHoles.ENOUGH);
        assertThat(holes.refusal(QUIC4)).as("99 dials tell nothing").isNull();
        holes.ended(QUIC4, false);

        assertThat(holes.refusal(QUIC4)).isEqualTo("only 4 of the last 100 dials over UDP have worked");
        assertThat(holes.refusal(QUIC6)).isNotNull();
        assertThat(holes.refusal(TCP4)).isNull();
        assertThat(holes.refusal(TCP6)).isNull();
        assertThat(holes.refusal(NEAR)).isNull();
    }

    @Test
    void fiveOfAHundredAreNone() {
        dial(QUIC4, BlackHoles.ENOUGH, BlackHoles.WINDOW - BlackHoles.ENOUGH);

        assertThat(holes.refusal(QUIC4)).isNull();
    }

    @Test
    void ip6IsCountedByItself() {
        dial(TCP6, 0, BlackHoles.WINDOW);

        assertThat(holes.refusal(TCP6)).contains("IPv6");
        assertThat(holes.refusal(QUIC6)).contains("IPv6");
        assertThat(holes.refusal(QUIC4)).isNull();
    }

    @Test
    void oneOfAHundredIsLetThroughAndOpensItAgain() {
        dial(QUIC4, 0, BlackHoles.WINDOW);
        int admitted = 0;
        for (int i = 0; i < BlackHoles.WINDOW; i++) {
            admitted += holes.refusal(QUIC4) == null ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(1);
        holes.ended(QUIC4, true);

        assertThat(holes.refusal(QUIC4)).isNull();
    }

    @Test
    void privateAddressesSayNothing() {
        dial(NEAR, 0, 2 * BlackHoles.WINDOW);

        assertThat(holes.refusal(QUIC4)).isNull();
    }

    private void dial(Multiaddr address, int successes, int failures) {
        for (int i = 0; i < successes + failures; i++) {
            holes.ended(address, i < successes);
        }
    }
}
