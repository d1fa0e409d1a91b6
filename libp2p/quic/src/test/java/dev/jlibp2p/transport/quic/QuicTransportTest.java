package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContext;
import dev.jlibp2p.transport.TransportContract;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuicTransportTest extends TransportContract {

    private static final byte[] IP6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final SecureRandom random = new SecureRandom();

    private final QuicTransport transport = new QuicTransport(
            new TransportContext(loops, Identity.generate(KeyType.ED25519, random), Ticker.systemTicker(),
                    Clock.systemUTC(), random),
            QuicConfig.defaults());

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Multiaddr anywhere() {
        return Multiaddr.of("/ip4/127.0.0.1/udp/0/quic-v1");
    }

    /** The handshake is the connection. */
    @Override
    protected boolean reachesBeforeUpgrade() {
        return false;
    }

    @Test
    void aNodeThatListensDialsFromThatPort() throws Exception {
        Listener peer = listen(anywhere());
        Listener own = listen(anywhere());
        SecuredMuxer client = await(dial(peer.address()));

        assertThat(client.route().local()).isIn(peer.address(), own.address());
        assertThat(transport.ports().open()).hasSize(2);
    }

    @Test
    void aNodeThatOnlyDialsUsesOnePort() throws Exception {
        QuicTransport other = new QuicTransport(
                new TransportContext(loops, Identity.generate(KeyType.ED25519, random), Ticker.systemTicker(),
                        Clock.systemUTC(), random),
                QuicConfig.defaults());
        Listener peer = listen(anywhere());
        Future<SecuredMuxer> first = other.dial(peer.address(), context());
        Future<SecuredMuxer> second = other.dial(peer.address(), context());

        assertThat(await(first).route().local()).isEqualTo(await(second).route().local());
        assertThat(other.ports().open()).hasSize(1);
        assertThat(other.close().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theIp4WildcardIsIp4Alone() throws Exception {
        assumeTrue(hasIp6(), "skipped: this machine has no IPv6 loopback to test dual stack with");
        int port = port(listen(Multiaddr.of("/ip4/0.0.0.0/udp/0/quic-v1")).address());

        assertThat(reaches("/ip4/127.0.0.1/udp/" + port + "/quic-v1")).isTrue();
        assertThat(reaches("/ip6/::1/udp/" + port + "/quic-v1")).isFalse();
    }

    @Test
    void theIp6WildcardIsBothFamilies() throws Exception {
        assumeTrue(hasIp6(), "skipped: this machine has no IPv6 loopback to test dual stack with");
        int port = port(listen(Multiaddr.of("/ip6/::/udp/0/quic-v1")).address());

        assertThat(reaches("/ip4/127.0.0.1/udp/" + port + "/quic-v1")).isTrue();
        assertThat(reaches("/ip6/::1/udp/" + port + "/quic-v1")).isTrue();
    }

    private boolean reaches(String address) throws InterruptedException {
        Future<SecuredMuxer> dial = dial(Multiaddr.of(address));
        assertThat(dial.await(5, TimeUnit.SECONDS)).isTrue();
        return dial.isSuccess();
    }

    private static int port(Multiaddr address) {
        return address.socketAddress().orElseThrow().getPort();
    }

    private static boolean hasIp6() {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByAddress(IP6_LOOPBACK))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
