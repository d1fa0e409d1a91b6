package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.AcceptLimits;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.transport.tcp.TcpTransport;
import dev.jlibp2p.transport.websocket.WebSocketSettings;
import dev.jlibp2p.transport.websocket.WebSocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who comes in at a port that TCP and WebSocket share: it is decided before a byte is read, as at any other port. */
@Timeout(60)
class SharedPortTest {

    private static final int PLACES = 4;

    private final ResourceManager resources = new ResourceManager(
            new ResourceLimits(Limits.SYSTEM, new Limits(PLACES, PLACES, 1_024, 1_024, 8 << 20), Limits.PEER,
                    Limits.CONNECTION, Limits.PROTOCOL, Map.of(), AcceptLimits.UNLIMITED));

    @Test
    void whoIsDeniedIsCutOffBeforeItSaysAnything() throws Exception {
        try (Host server = start(denying("/ip4/")); Socket silent = connect(server)) {
            assertThat(isCutOff(silent)).isTrue();
            assertThat(resources.refusals().count(Refusal.GATER_ACCEPT)).isEqualTo(1);
            assertThat(resources.system().connections()).isZero();
        }
    }

    @Test
    void whoSaysNothingIsChargedAndGivesWayToWhoComesLater() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (Host server = start(ConnectionGater.OPEN); Host client = Libp2p.builder().start()) {
            for (int i = 0; i < 2 * PLACES; i++) {
                silent.add(connect(server));
            }
            Baseline.await(
                    () -> resources.refusals().count(Refusal.TRANSIENT_CONNECTIONS_INBOUND) >= PLACES
                            && resources.unproven().connections() == PLACES,
                    () -> "given up: " + resources.refusals().count(Refusal.TRANSIENT_CONNECTIONS_INBOUND));
            client.connect(server.id(), server.addresses().listen());
            for (Socket socket : silent) {
                socket.close();
            }
            Baseline.await(
                    () -> resources.unproven().connections() == 0 && resources.system().connections() == 1,
                    () -> "places are not given back");
        }
        Baseline.await(() -> resources.system().connections() == 0, () -> "connections are not given back");
        assertThat(resources.unproven().memory()).isZero();
    }

    @Test
    void whatAGaterSaysOfOneTransportHoldsOnceThePeerHasChosenIt() throws Exception {
        try (Host server = start(denying("/ws")); Host client = host(ConnectionGater.OPEN).start()) {
            Multiaddr tcp = server.addresses().listen().getFirst();
            assertThatThrownBy(() -> client.connect(server.id(), List.of(webSocket(tcp))))
                    .isInstanceOf(DialException.class);
            assertThat(resources.refusals().count(Refusal.GATER_ACCEPT)).isEqualTo(1);
            client.connect(server.id(), List.of(tcp));
            assertThat(client.connections(server.id())).hasSize(1);
        }
    }

    private Host start(ConnectionGater gater) throws Exception {
        Host host = host(gater).resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
        assertThat(host.network().listen(webSocket(host.addresses().listen().getFirst())).await(30_000)).isTrue();
        return host;
    }

    private static Libp2pBuilder host(ConnectionGater gater) {
        return Libp2p.builder()
                .gater(gater)
                .transports(List.of(context -> new TcpTransport(context.loops(), true, false),
                        context -> new WebSocketTransport(context.loops(), context.random(),
                                WebSocketSettings.defaults())));
    }

    private static Multiaddr webSocket(Multiaddr tcp) {
        return Multiaddr.of(tcp + "/ws");
    }

    private static ConnectionGater denying(String part) {
        return new ConnectionGater() {
            @Override
            public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
                return !peerAddress.toString().contains(part);
            }
        };
    }

    private static Socket connect(Host host) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(),
                host.addresses().listen().getFirst().socketAddress().orElseThrow().getPort());
    }

    private static boolean isCutOff(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
