package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InitialGateTest {

    private final MockTicker ticker = Ticker.newMockTicker();

    private final InitialGate gate = new InitialGate(
            new QuicLimits(3, 5, Duration.ofSeconds(30), Duration.ofSeconds(10)), ticker);

    @Test
    void onePrefixHasItsRateAndOthersTheirs() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(gate.admits(i, address("192.0.2." + i))).isTrue();
        }
        assertThat(gate.admits(10, address("192.0.2.200"))).isFalse();
        assertThat(gate.dropped()).isEqualTo(1);
        assertThat(gate.admits(11, address("192.0.3.1"))).isTrue();
        assertThat(gate.admits(12, address("2001:db8::1"))).isTrue();
        ticker.advance(200, TimeUnit.MILLISECONDS);
        assertThat(gate.admits(13, address("192.0.2.1"))).isTrue();
        assertThat(gate.admits(14, address("192.0.2.1"))).isFalse();
    }

    @Test
    void anIp6PrefixIs56Bits() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(gate.admits(i, address("2001:db8:0:" + Integer.toHexString(i) + "::1"))).isTrue();
        }
        assertThat(gate.admits(10, address("2001:db8:0:ff::1"))).isFalse();
        assertThat(gate.admits(11, address("2001:db8:0:100::1"))).isTrue();
    }

    @Test
    void handshakesAtOnceAreBoundedAndThoseBegunGoOn() throws Exception {
        InetAddress peer = address("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(gate.admits(i, peer)).isTrue();
            gate.begun(i);
        }
        assertThat(gate.admits(3, peer)).isFalse();
        assertThat(gate.admits(2, peer)).as("one that has begun").isTrue();
        gate.settled(0);
        assertThat(gate.halfOpen()).isEqualTo(2);
        assertThat(gate.admits(3, peer)).isTrue();
    }

    @Test
    void anEighthOfTheHandshakesAtOnceIsACrowd() {
        InitialGate wide = new InitialGate(
                new QuicLimits(80, 1000, Duration.ofSeconds(30), Duration.ofSeconds(12)), ticker);
        for (int i = 0; i < 10; i++) {
            wide.begun(i);
        }
        assertThat(wide.isCrowded()).isFalse();
        wide.begun(10);
        assertThat(wide.isCrowded()).isTrue();
        wide.settled(10);
        assertThat(wide.isCrowded()).isFalse();
    }

    @Test
    void prefixesAreForgottenBeforeTheyAreTooMany() throws Exception {
        for (int i = 0; i < InitialGate.PREFIXES + 100; i++) {
            gate.admits(i, InetAddress.getByAddress(new byte[]{10, (byte) (i >> 8), (byte) i, 1}));
        }
        assertThat(gate.prefixes()).isEqualTo(InitialGate.PREFIXES);
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
