package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.testsupport.CapturingProxy;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.memory.MemoryTransport;
import dev.jlibp2p.transport.tcp.TcpTransport;
import dev.jlibp2p.transport.websocket.WebSocketSettings;
import dev.jlibp2p.transport.websocket.WebSocketTransport;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes with the key of a private network, and those without. */
class PrivateNetworkTest {

    private static final PreSharedKey KEY = key(1);

    private static final byte[] MULTISTREAM = "\u0013/multistream/1.0.0\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void nodesWithTheSameKeyTalkAndNobodyElseUnderstandsThem() throws Exception {
        for (String over : new String[]{"", "/ws"}) {
            try (Host server = node(KEY).listen("/ip4/127.0.0.1/tcp/0" + over).handler(new Echo()).start();
                    CapturingProxy proxy = new CapturingProxy(port(server));
                    Host client = node(KEY).start()) {
                Connection connection = client
                        .connect(Multiaddr.of("/ip4/127.0.0.1/tcp/" + proxy.port() + over + "/p2p/" + server.id()));
                byte[] sent = new byte[300_000];
                Arrays.fill(sent, (byte) 'x');
                try (Stream stream = connection.open(Echo.PROTOCOL)) {
                    Thread writer = Thread.ofVirtual().start(() -> {
                        try {
                            stream.output().write(sent);
                            stream.output().close();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    assertThat(stream.input().readAllBytes()).isEqualTo(sent);
                    writer.join();
                }
                assertThat(proxy.captured()).doesNotContain("multistream", "/noise", "/yamux");
            }
        }
    }

    /** H10: the other end has another key, or none. */
    @Test
    void anotherKeyEndsTheConnectionBeforeAnyPlaintextByte() throws Exception {
        try (Host server = node(KEY).listen("/ip4/127.0.0.1/tcp/0").start();
                CapturingProxy proxy = new CapturingProxy(port(server));
                Host client = node(key(2)).start()) {
            Multiaddr address = Multiaddr.of("/ip4/127.0.0.1/tcp/" + proxy.port() + "/p2p/" + server.id());

            assertThatThrownBy(() -> client.connect(address)).isInstanceOf(DialException.class);
            assertThat(proxy.captured()).isNotEmpty().doesNotContain("multistream", "/noise");
            assertThat(server.connections()).isEmpty();
        }
    }

    /** H10: a node of the public network comes by. */
    @Test
    void aNodeWithoutKeyReadsNothing() throws Exception {
        try (Host server = node(KEY).listen("/ip4/127.0.0.1/tcp/0").start()) {
            String answer = ask(port(server), MULTISTREAM);

            assertThat(answer).doesNotContain("multistream", "/noise");
        }
    }

    /** H10: no nonce, or part of one, and then silence. */
    @Test
    void whoNeverSendsItsNonceIsCutOffWithinTheDeadline() throws Exception {
        for (int sent : new int[]{0, 23}) {
            try (Host server = node(KEY).listen("/ip4/127.0.0.1/tcp/0").start()) {
                assertThat(ask(port(server), new byte[sent])).doesNotContain("multistream", "/noise");
            }
        }
    }

    /** with a key there is no way around it. */
    @Test
    void aTransportTheKeyDoesNotCoverIsRefusedWhereItIsAskedFor() {
        Libp2pBuilder builder = node(KEY).transport(context -> new Uncovered()).listen("/memory/7");

        assertThatThrownBy(builder::start).isInstanceOf(IOException.class)
                .hasMessageContaining("/memory/7")
                .hasMessageContaining("uncovered")
                .hasMessageContaining("private network");
    }

    /** with a key there is no way around it. */
    @Test
    void aTransportTheKeyDoesNotCoverIsLeftOutOfTheDefaultsAndOfDials() throws Exception {
        try (Host host = node(KEY).transport(context -> new Uncovered())
                .listenIfPossible(List.of(Multiaddr.of("/memory/7"), Multiaddr.of("/ip4/127.0.0.1/tcp/0")))
                .start()) {
            assertThat(host.addresses().listen()).hasSize(1).allMatch(address -> address.toString().contains("/tcp/"));
            assertThat(host.network().transports()).extracting(Transport::name).doesNotContain("uncovered");
            assertThatThrownBy(() -> host.connect(Multiaddr.of("/memory/7"))).isInstanceOf(DialException.class)
                    .hasMessageContaining("private network");
        }
    }

    @Test
    void whatTheKeyCoversIsAPropertyOfTheTransport() throws Exception {
        try (Host host = node(KEY).transport(context -> new MemoryTransport(context.loops().memory()))
                .listen("/memory/0")
                .start()) {
            assertThat(host.network().transports()).extracting(Transport::name)
                    .containsExactly("tcp", "websocket", "memory");
        }
    }

    @Test
    void aPortIsNotSharedUnderAKey() throws Exception {
        int free;
        try (Host first = node(null).listen("/ip4/127.0.0.1/tcp/0").start()) {
            free = port(first);
        }
        String tcp = "/ip4/127.0.0.1/tcp/" + free;
        Libp2pBuilder builder = node(KEY).listen(tcp, tcp + "/ws");

        assertThatThrownBy(builder::start).isInstanceOf(IOException.class)
                .hasMessageContaining(tcp + "/ws")
                .hasMessageContaining("private network");
    }

    @Test
    void withoutAKeyTheSamePortServesBoth() throws Exception {
        int free;
        try (Host first = node(null).listen("/ip4/127.0.0.1/tcp/0").start()) {
            free = port(first);
        }
        String tcp = "/ip4/127.0.0.1/tcp/" + free;
        try (Host server = node(null).listen(tcp, tcp + "/ws").start()) {
            for (String address : new String[]{tcp, tcp + "/ws"}) {
                try (Host client = node(null).start()) {
                    Connection connection = client.connect(Multiaddr.of(address + "/p2p/" + server.id()));
                    assertThat(connection.peerAddress()).isEqualTo(Multiaddr.of(address));
                }
            }
        }
    }

    private static Libp2pBuilder node(@Nullable PreSharedKey key) {
        Libp2pBuilder builder = Libp2p.builder()
                .transports(List.of(context -> new TcpTransport(context.loops(), true),
                        context -> new WebSocketTransport(context.loops(), context.random(),
                                WebSocketSettings.defaults())))
                .upgradeTimeout(Duration.ofSeconds(2));
        return key == null ? builder : builder.privateNetwork(key);
    }

    private static PreSharedKey key(int value) {
        byte[] key = new byte[PreSharedKey.LENGTH];
        Arrays.fill(key, (byte) value);
        return PreSharedKey.of(key);
    }

    private static int port(Host host) {
        return host.addresses().listen().getFirst().socketAddress().orElseThrow().getPort();
    }

    /** All a server answers until it ends the connection, which it has to do. */
    private static String ask(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Brings its own security, so that no key is ever between it and the wire. */
    private static final class Uncovered implements Transport {

        @Override
        public String name() {
            return "uncovered";
        }

        @Override
        public boolean handles(Multiaddr address) {
            return address.toString().startsWith("/memory/");
        }

        @Override
        public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
            throw new AssertionError("dialled around the key");
        }

        @Override
        public Future<Listener> listen(Multiaddr address, ListenContext context) {
            throw new AssertionError("listens around the key");
        }
    }
}
