package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.protocol.echo.Echo;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S1, S2: nodes in processes that run out of descriptors or have little memory. */
@Timeout(180)
class ScarcityTest {

    private static final int DESCRIPTORS = 256;

    /** Each of them a peer of its own; 200 of them took the same: {@code -Dattackers=200}. */
    private static final int ATTACKERS = Integer.getInteger("attackers", 6);

    private static final int STREAMS = 100;

    private static final int BYTES = 128 << 10;

    @Test
    void withoutDescriptorsAcceptingPausesAndDialsAndFilesFailUntilThereAreSomeAgain() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ScarceNode node = new ScarceNode("ulimit -n " + DESCRIPTORS, List.of(), "unlimited");
                Host honest = Libp2p.builder().start()) {
            echo(honest, node);
            honest.disconnect(node.id());
            assertThat(node.ask("dial /ip4/127.0.0.1/tcp/1")).startsWith("failed");
            assertThat(node.ask("file")).isEqualTo("opened -1");

            int port = node.address().socketAddress().orElseThrow().getPort();
            for (int i = 0; i < DESCRIPTORS; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            Baseline.await(() -> ask(node, "file").startsWith("failed"), () -> "it still has descriptors");
            assertThat(Long.parseLong(node.ask("cpu 1000"))).as("milliseconds of 1000 that it was busy")
                    .isLessThan(600);
            assertThat(node.ask("dial /ip4/127.0.0.1/tcp/" + port)).startsWith("failed");

            for (Socket socket : sockets) {
                socket.close();
            }
            Baseline.await(() -> serves(honest, node), () -> "it does not recover");
            honest.disconnect(node.id());
            Baseline.await(() -> ask(node, "connections").equals("0"), () -> "it keeps connections");
            assertThat(node.ask("file")).isEqualTo("opened -1");
        }
    }

    @Test
    void littleMemoryIsSharedOutAmongAttackersAndLeavesSomeForAnHonestPeer() throws Exception {
        List<Host> attackers = new ArrayList<>();
        try (ScarceNode node = new ScarceNode("true", List.of("-Xmx128m"), "scaled");
                Host honest = Libp2p.builder().start()) {
            long limit = Long.parseLong(node.ask("memory-limit"));
            for (int i = 0; i < ATTACKERS; i++) {
                Host attacker = Libp2p.builder().start();
                attackers.add(attacker);
                attack(attacker, node);
            }
            assertThat(Long.parseLong(node.ask("memory"))).isBetween(1L << 20, limit);
            Baseline.await(() -> serves(honest, node), () -> "it does not serve an honest peer");
            assertThat(Long.parseLong(node.ask("memory"))).isLessThanOrEqualTo(limit);
            attackers.forEach(Host::stop);
            honest.disconnect(node.id());
            Baseline.await(() -> ask(node, "connections").equals("0") && ask(node, "memory").equals("0"),
                    () -> "it does not give back what it took");
            assertThat(node.log()).doesNotContain("OutOfMemoryError");
        } finally {
            attackers.forEach(Host::stop);
        }
    }

    /** Many streams, all full, to a handler that reads none of them. */
    private static void attack(Host attacker, ScarceNode node) throws IOException, InterruptedException {
        Connection connection = attacker.connect(node.address());
        List<Future<Stream>> opening = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            opening.add(attacker.network()
                    .open(connection,
                            stream -> stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[BYTES])),
                            ScarceNode.DEAF));
        }
        for (Future<Stream> each : opening) {
            assertThat(each.await(60_000)).isTrue();
        }
    }

    private static boolean serves(Host honest, ScarceNode node) {
        try {
            echo(honest, node);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void echo(Host honest, ScarceNode node) throws IOException {
        honest.connect(node.address());
        try (Stream stream = honest.open(node.id(), Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(20));
            stream.output().write(new byte[1024]);
            stream.output().flush();
            assertThat(stream.input().readNBytes(1024)).hasSize(1024);
        }
    }

    private static String ask(ScarceNode node, String question) {
        try {
            return node.ask(question);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
