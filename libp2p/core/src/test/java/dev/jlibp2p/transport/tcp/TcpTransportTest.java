package dev.jlibp2p.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends TransportContract {

    private static final byte[] IP6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final Transport transport = new TcpTransport(loops, true);

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Multiaddr anywhere() {
        return Multiaddr.of("/ip4/127.0.0.1/tcp/0");
    }

    @Test
    void theIp4WildcardIsIp4Alone() throws Exception {
        assumeTrue(hasIp6(), "skipped: this machine has no IPv6 loopback to test dual stack with");
        int port = port(listen(Multiaddr.of("/ip4/0.0.0.0/tcp/0")).address());

        assertThat(reaches("/ip4/127.0.0.1/tcp/" + port)).isTrue();
        assertThat(reaches("/ip6/::1/tcp/" + port)).isFalse();
    }

    @Test
    void theIp6WildcardIsBothFamilies() throws Exception {
        assumeTrue(hasIp6(), "skipped: this machine has no IPv6 loopback to test dual stack with");
        int port = port(listen(Multiaddr.of("/ip6/::/tcp/0")).address());

        assertThat(reaches("/ip4/127.0.0.1/tcp/" + port)).isTrue();
        assertThat(reaches("/ip6/::1/tcp/" + port)).isTrue();
    }

    private boolean reaches(String address) throws InterruptedException {
        var dial = dial(Multiaddr.of(address));
        assertThat(dial.await(5, TimeUnit.SECONDS)).isTrue();
        return dial.isSuccess();
    }

    private static int port(Multiaddr address) {
        return address.socketAddress().orElseThrow().getPort();
    }

    private static boolean hasIp6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(IP6_LOOPBACK))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
