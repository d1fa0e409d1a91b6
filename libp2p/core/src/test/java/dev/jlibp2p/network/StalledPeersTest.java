package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.host.HostEvent.ConnectionOpened;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.Refusal;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** H1, I4: peers that stall in the middle of the upgrade hold their slot until one deadline, and nobody else's. */
class StalledPeersTest {

    /** At each stage. */
    private static final int STALLED = 40;

    private static final byte[] HEADER = line("/multistream/1.0.0");

    enum Stage {
        OPEN(new byte[0]),
        HALF_A_LINE(new byte[]{19, '/', 'm'}),
        AFTER_THE_HEADER(HEADER),
        AFTER_THE_PROPOSAL(join(HEADER, line("/noise"))),
        HALF_A_FIRST_MESSAGE(join(HEADER, line("/noise"), HexFormat.of().parseHex("00200102030405"))),
        AFTER_THE_FIRST_MESSAGE(join(HEADER, line("/noise"), new byte[]{0, 32}, baseOfX25519()));

        private final byte[] bytes;

        Stage(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    @Test
    void theyLoseTheirSlotsAtTheDeadlineWhileHonestPeersAreServed() throws Exception {
        Queue<HostEvent> opened = new ConcurrentLinkedQueue<>();
        try (HostPair pair = HostPair
                .overTcp(builder -> builder.handler(new Echo()).upgradeTimeout(Duration.ofMillis(1_500)))) {
            pair.server().onEvent(event -> {
                if (event instanceof ConnectionOpened) {
                    opened.add(event);
                }
            });
            InetSocketAddress server = pair.server().addresses().listen().get(0).socketAddress().orElseThrow();
            List<Socket> sockets = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                for (int i = 0; i < STALLED; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
                    socket.getOutputStream().write(stage.bytes);
                    sockets.add(socket);
                }
            }
            serveHonestPeer(pair);
            for (Socket socket : sockets) {
                socket.setSoTimeout(10_000);
                assertThat(readsUntilClosed(socket)).isTrue();
            }
            serveHonestPeer(pair);
            assertThat(opened).hasSize(1);
            awaitLoops(pair);
            assertThat(pair.server().network().resources().unproven().connections()).isZero();
            assertThat(pair.server().network().resources().system().connections()).isEqualTo(1);
        }
    }

    /** The deadline is one for the whole upgrade: a byte now and then does not move it. */
    @Test
    void aByteNowAndThenDoesNotMoveTheDeadline() throws Exception {
        Stage stage = Stage.AFTER_THE_FIRST_MESSAGE;
        try (HostPair pair = HostPair.overTcp(builder -> builder.upgradeTimeout(Duration.ofMillis(500)))) {
            InetSocketAddress server = pair.server().addresses().listen().get(0).socketAddress().orElseThrow();
            EventLoop pace = pair.client().network().loops().sockets().next();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
                int sent = 0;
                boolean isOpen = true;
                while (isOpen && sent < stage.bytes.length) {
                    try {
                        socket.getOutputStream().write(stage.bytes[sent++]);
                        pace.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).await();
                    } catch (SocketException e) {
                        isOpen = false;
                    }
                }
                assertThat(sent).isLessThan(stage.bytes.length);
            }
        }
    }

    @Test
    void aStreamWithoutAProtocolIsResetAtItsDeadline() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.negotiationTimeout(Duration.ofMillis(200)))) {
            DefaultConnection connection = (DefaultConnection) pair.connect();
            DuplexChannel silent = connection.link().session().open(new ChannelInboundHandlerAdapter()).get();
            assertThat(silent.closeFuture().await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(pair.server().network().resources().refusals().count(Refusal.STREAM_NEGOTIATION_TIMEOUT))
                    .isPositive();
            assertThat(connection.isOpen()).isTrue();
        }
    }

    private static void serveHonestPeer(HostPair pair) throws IOException {
        try (Stream stream = pair.connect().open(Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(5));
            stream.output().write(42);
            assertThat(stream.input().read()).isEqualTo(42);
        }
    }

    private static void awaitLoops(HostPair pair) throws InterruptedException {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            pair.server().network().loops().sockets().next().submit(() -> {}).await();
        }
    }

    private static boolean readsUntilClosed(Socket socket) throws IOException {
        try (socket) {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return true;
        }
        return true;
    }

    private static byte[] line(String text) {
        byte[] line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        return join(new byte[]{(byte) line.length}, line);
    }

    private static byte[] baseOfX25519() {
        byte[] point = new byte[32];
        point[0] = 9;
        return point;
    }

    private static byte[] join(byte[]... parts) {
        var joined = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
