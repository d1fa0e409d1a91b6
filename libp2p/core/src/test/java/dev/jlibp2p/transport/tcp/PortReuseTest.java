package dev.jlibp2p.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Baseline;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dials that start from the port a node listens on. */
class PortReuseTest {

    private static final byte[] IP6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final List<Host> hosts = new ArrayList<>();

    @AfterEach
    void stop() {
        hosts.forEach(Host::close);
    }

    @ParameterizedTest
    @CsvSource({"/ip4/127.0.0.1,/ip4/127.0.0.1", "/ip4/0.0.0.0,/ip4/127.0.0.1", "/ip6/::,/ip4/127.0.0.1",
        "/ip6/::,/ip6/::1", "/ip6/::1,/ip6/::1"})
    void thePeerSeesThePortWeListenOn(String dialler, String listener) throws Exception {
        assumeTrue(hasIp6() || !(dialler + listener).contains("ip6"), "skipped: this machine has no IPv6");
        Host here = host(dialler + "/tcp/0", true);
        Host there = host(listener + "/tcp/0", true);
        here.connect(there.id(), there.addresses().listen());

        assertThat(seenBy(there).socketAddress().orElseThrow().getPort()).isEqualTo(port(here));
    }

    @Test
    void whereItIsOffThePeerSeesAnotherPort() throws Exception {
        Host here = host("/ip4/127.0.0.1/tcp/0", false);
        Host there = host("/ip4/127.0.0.1/tcp/0", false);
        here.connect(there.id(), there.addresses().listen());

        assertThat(seenBy(there).socketAddress().orElseThrow().getPort()).isNotEqualTo(port(here));
    }

    @Test
    void aSecondConnectionToTheSamePeerStartsFromAnotherPort() throws Exception {
        Host here = host("/ip4/127.0.0.1/tcp/0", true);
        Host there = host("/ip4/127.0.0.1/tcp/0", true);
        for (int i = 0; i < 3; i++) {
            Future<Connection> dial = here.network().dial(null, there.addresses().listen());
            assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isNull();
        }
        Baseline.await(() -> there.connections().size() == 3, () -> "connections: " + there.connections());
        assertThat(there.connections()).extracting(Connection::peerAddress).doesNotHaveDuplicates();
    }

    @Test
    void aPortThatDialsShareIsStillTakenForOthers() throws Exception {
        Host here = host("/ip4/127.0.0.1/tcp/0", true);
        String taken = here.addresses().listen().get(0).toString();

        assertThatThrownBy(() -> host(taken, true)).isInstanceOf(IOException.class).hasMessageContaining("in use");
        assertThatThrownBy(() -> new ServerSocket(port(here), 1, InetAddress.getLoopbackAddress()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNodeCanBeStartedAgainWhileConnectionsFromItsPortAreOnTheirWayOut() throws Exception {
        Host there = host("/ip4/127.0.0.1/tcp/0", true);
        Host here = host("/ip4/127.0.0.1/tcp/0", true);
        Multiaddr own = here.addresses().listen().get(0);
        here.connect(there.id(), there.addresses().listen());
        here.close();
        Host again = host(own.toString(), true);

        assertThat(again.connect(there.id(), there.addresses().listen()).isOpen()).isTrue();
    }

    /** Two nodes that dial each other from their own ports in one moment may meet in one connection, which serves neither. */
    @Test
    void twoWhoDialEachOtherAtOnceFindEachOther() throws Exception {
        Host here = host("/ip4/127.0.0.1/tcp/0", true);
        Host there = host("/ip4/127.0.0.1/tcp/0", true);
        for (int i = 0; i < 50; i++) {
            Future<Connection> out = here.network().dial(there.id(), there.addresses().listen());
            Future<Connection> in = there.network().dial(here.id(), here.addresses().listen());

            assertThat(out.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(in.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(out.cause()).isNull();
            assertThat(in.cause()).isNull();
            here.disconnect(there.id());
            there.disconnect(here.id());
            Baseline.await(() -> here.connections().isEmpty() && there.connections().isEmpty(),
                    () -> "still connected");
        }
    }

    private Host host(String listen, boolean portReuse) throws IOException {
        Libp2pBuilder builder = Libp2p.builder()
                .transports(List.of(context -> new TcpTransport(context.loops(), true, portReuse)));
        Host host = builder.listen(listen).start();
        hosts.add(host);
        return host;
    }

    private static Multiaddr seenBy(Host there) {
        Baseline.await(() -> !there.connections().isEmpty(), () -> "no connection");
        return there.connections().getFirst().peerAddress();
    }

    private static int port(Host host) {
        return host.addresses().listen().get(0).socketAddress().orElseThrow().getPort();
    }

    private static boolean hasIp6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(IP6_LOOPBACK))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
