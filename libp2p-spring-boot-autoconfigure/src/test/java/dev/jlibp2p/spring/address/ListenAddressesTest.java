package dev.jlibp2p.spring.address;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ListenAddressesTest {

    private static final Multiaddr IP4 = Multiaddr.of("/ip4/0.0.0.0/tcp/4001");

    private static final Multiaddr IP6 = Multiaddr.of("/ip6/::/tcp/4001");

    private static final DefaultAddresses TCP = new DefaultAddresses(ListenAddresses.TCP, "");

    private static final DefaultAddresses OFF = new DefaultAddresses(ListenAddresses.TCP, "TCP is off");

    @Test
    void theDefaultIsBothFamilies() {
        assertThat(ListenAddresses.servable(List.of(TCP), true)).containsExactly(IP4, IP6);
    }

    @Test
    void aMachineWithoutIp6DropsThatDefaultWithOneLine(CapturedOutput output) {
        ((Logger) LoggerFactory.getLogger(ListenAddresses.class)).setLevel(Level.INFO);
        assertThat(ListenAddresses.servable(List.of(TCP), false)).containsExactly(IP4);
        assertThat(output.toString().lines().filter(line -> line.contains(IP6.toString()))).hasSize(1);
    }

    @Test
    void withoutTcpNoDefaultIsLeft() {
        assertThat(ListenAddresses.of(null, List.of(OFF)).addresses()).isEmpty();
    }

    @Test
    void anExplicitListIsTakenAsItIs() {
        ListenAddresses explicit = ListenAddresses.of(List.of(IP6), List.of(OFF));
        assertThat(explicit.addresses()).containsExactly(IP6);
        assertThat(explicit.explicitlyUses(Protocol.TCP)).isTrue();
        assertThat(explicit.explicitlyUses(Protocol.MEMORY)).isFalse();
    }

    @Test
    void aDefaultAddressSwitchesNothingOn() {
        assertThat(ListenAddresses.of(null, List.of(TCP)).explicitlyUses(Protocol.TCP)).isFalse();
    }
}
