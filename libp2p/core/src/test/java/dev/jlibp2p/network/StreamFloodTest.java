package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.Capacity;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * a peer that opens stream after stream, fills and keeps them all, and comes again when it is cut off.
 * {@code -Dstreams=10000} is the whole of it, and its log tells what became of them.
 */
@Timeout(300)
class StreamFloodTest {

    private static final Logger log = LoggerFactory.getLogger(StreamFloodTest.class);

    private static final ProtocolId DEAF = ProtocolId.of("/test/deaf/1.0.0");

    private static final int STREAMS = Integer.getInteger("streams", 1_000);

    private static final int AT_ONCE = 250;

    private static final int BYTES = 64 << 10;

    private final ResourceManager resources = new ResourceManager(
            ResourceLimits.scaledTo(new Capacity(64 << 20, 1_000, 2)));

    private final int allowed = resources.limits().peer().streamsInbound();

    private final AtomicInteger handling = new AtomicInteger();

    private final AtomicInteger most = new AtomicInteger();

    @Test
    void onePeersStreamsAreRefusedAtItsLimitAndOthersAreServedMeanwhile() throws Exception {
        int opened = 0;
        long memory = 0;
        try (Host server = Libp2p.builder()
                .resources(resources)
                .handler(new Echo())
                .listen("/ip4/127.0.0.1/tcp/0")
                .start();
                Host attacker = Libp2p.builder().resources(new ResourceManager(ResourceLimits.UNLIMITED)).start();
                Host honest = Libp2p.builder().start()) {
            server.handle(DEAF, this::keep);
            honest.connect(server.id(), server.addresses().listen());
            while (opened < STREAMS) {
                for (Future<Stream> each : open(attacker, server)) {
                    assertThat(each.await(60_000)).isTrue();
                    opened += each.isSuccess() ? 1 : 0;
                }
                echo(honest, server);
                memory = Math.max(memory, resources.system().memory());
                assertThat(resources.system().streams()).isLessThanOrEqualTo(2L * allowed);
            }
            int kept = opened - allowed * (1 + cutOff());
            Baseline.await(() -> refused() >= kept || cutOff() > 0, () -> refused() + " refused, expected " + kept);
            echo(honest, server);
        }
        log.info("of {} streams {} had a handler at a time, {} were refused; cut off {} times; {} bytes at most",
                opened,
                most, refused(), cutOff(), memory);
        assertThat(refused()).isPositive();
        // Handlers of a connection that was cut off may be about to return.
        assertThat(most.get()).isBetween(1, allowed * (cutOff() == 0 ? 1 : 2));
        assertThat(memory).isBetween(1L, resources.limits().system().memory() / 2);
        Baseline.await(() -> resources.peerScopes().isEmpty() && handling.get() == 0,
                () -> handling + " handlers left");
        assertThat(resources.system().memory()).isZero();
        assertThat(resources.system().streams()).isZero();
        assertThat(resources.unproven().streams()).isZero();
    }

    private List<Future<Stream>> open(Host attacker, Host server) throws IOException {
        Connection connection = attacker.connect(server.id(), server.addresses().listen());
        return IntStream.range(0, AT_ONCE)
                .mapToObj(i -> attacker.network().open(connection, StreamFloodTest::fill, DEAF))
                .toList();
    }

    private long refused() {
        return resources.refusals().count(Refusal.PEER_STREAMS_INBOUND)
                + resources.refusals().count(Refusal.CONNECTION_STREAMS_INBOUND)
                + resources.refusals().count(Refusal.MUXER_STREAMS)
                + resources.refusals().count(Refusal.MUXER_BACKLOG);
    }

    private int cutOff() {
        return (int) resources.refusals().count(Refusal.MUXER_RAPID_RESET);
    }

    private void keep(Stream stream) throws IOException {
        most.accumulateAndGet(handling.incrementAndGet(), Math::max);
        try {
            stream.channel().closeFuture().await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            handling.decrementAndGet();
        }
    }

    private static void fill(Stream stream) {
        stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[BYTES]));
    }

    private static void echo(Host from, Host to) throws IOException {
        try (Stream stream = from.open(to.id(), Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(30));
            stream.output().write(42);
            stream.output().flush();
            assertThat(stream.input().read()).isEqualTo(42);
        }
    }
}
