package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.AcceptLimits;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** what one peer may have, over all its connections, and what of it is left to others. */
@Timeout(60)
class PeerLimitTest {

    private static final ProtocolId WAITING = ProtocolId.of("/test/waiting/1.0.0");

    private static final int MOST = 20;

    /** Streams that identify may have for a moment. */
    private static final int IDENTIFY = 4;

    private final ResourceManager resources = new ResourceManager(new ResourceLimits(Limits.SYSTEM, Limits.TRANSIENT,
            new Limits(8, 8, MOST, 1_024, 1 << 20), Limits.CONNECTION, Limits.PROTOCOL,
            Map.of(Echo.PROTOCOL, new Limits(0, 0, 1, 1, 1 << 20)), AcceptLimits.UNLIMITED));

    private final CountDownLatch release = new CountDownLatch(1);

    private final AtomicInteger handling = new AtomicInteger();

    @Test
    void severalConnectionsBringAPeerNoMoreHandlersThanOneAndLeaveOthersTheirs() throws Exception {
        Identity same = Identity.generate(KeyType.ED25519, new SecureRandom());
        try (Host server = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Host one = Libp2p.builder().identity(same).start();
                Host two = Libp2p.builder().identity(same).start();
                Host other = Libp2p.builder().start()) {
            server.handle(WAITING, this::await);
            open(one, server);
            Baseline.await(() -> handling.get() >= MOST - IDENTIFY, () -> handling + " handlers");
            open(two, server);
            Baseline.await(() -> resources.refusals().count(Refusal.PEER_STREAMS_INBOUND) > MOST, () -> "not refused");
            assertThat(handling).hasValueLessThanOrEqualTo(MOST);
            open(other, server);
            Baseline.await(() -> handling.get() >= 2 * (MOST - IDENTIFY), () -> handling + " handlers");
            assertThat(handling).hasValueLessThanOrEqualTo(2 * MOST);
            assertThat(resources.peerScopes().get(same.peerId())).extracting(ResourceScope::connections).isEqualTo(2L);
            release.countDown();
        }
        Baseline.await(() -> resources.peerScopes().isEmpty(), () -> "peers are remembered");
        assertThat(resources.system().streams()).isZero();
        assertThat(resources.protocol(WAITING).streams()).isZero();
        assertThat(resources.unproven().streams()).isZero();
    }

    @Test
    void aProtocolAtItsLimitRefusesAStreamOfItAndNoOther() throws Exception {
        try (Host server = Libp2p.builder()
                .resources(resources)
                .handler(new Echo())
                .listen("/ip4/127.0.0.1/tcp/0")
                .start(); Host client = Libp2p.builder().start()) {
            client.connect(server.id(), server.addresses().listen());
            try (Stream first = client.open(server.id(), Echo.PROTOCOL)) {
                assertThat(echoes(first)).isTrue();
                try (Stream second = client.open(server.id(), Echo.PROTOCOL)) {
                    assertThat(echoes(second)).isFalse();
                } catch (IOException e) {
                    // The reset may come before or after the protocol is settled.
                    assertThat(e).isNotNull();
                }
                assertThat(echoes(first)).isTrue();
            }
            assertThat(resources.refusals().count(Refusal.PROTOCOL_STREAMS_INBOUND)).isPositive();
        }
    }

    @Test
    void aStreamRefusedBeforeItsProtocolIsKnownIsNoNews() throws Exception {
        Logger netty = (Logger) LoggerFactory.getLogger("io.netty.channel");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        netty.addAppender(lines);
        ResourceManager full = new ResourceManager(Limits.SYSTEM, new Limits(8, 8, 0, 1_024, 1 << 20),
                Limits.CONNECTION);
        try (Host server = Libp2p.builder()
                .resources(full)
                .handler(new Echo())
                .listen("/ip4/127.0.0.1/tcp/0")
                .start(); Host client = Libp2p.builder().start()) {
            client.connect(server.id(), server.addresses().listen());
            assertThatThrownBy(() -> client.open(server.id(), Echo.PROTOCOL).input().read())
                    .isInstanceOf(IOException.class);
            assertThat(full.refusals().count(Refusal.TRANSIENT_STREAMS_INBOUND)).isPositive();
        } finally {
            netty.detachAppender(lines);
        }
        assertThat(lines.list).isEmpty();
        assertThat(full.unproven().streams()).isZero();
    }

    private void await(Stream stream) throws IOException {
        handling.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void open(Host from, Host to) throws IOException, InterruptedException {
        var connection = from.connect(to.id(), to.addresses().listen());
        // A protocol that identify has told of is proposed with the first bytes or the first read.
        var opening = IntStream.range(0, 2 * MOST)
                .mapToObj(i -> from.network().open(connection, stream -> stream.channel().read(), WAITING))
                .toList();
        for (var each : opening) {
            assertThat(each.await(30_000)).isTrue();
        }
    }

    private static boolean echoes(Stream stream) {
        try {
            stream.deadline(Duration.ofSeconds(20));
            stream.output().write(42);
            stream.output().flush();
            return stream.input().read() == 42;
        } catch (IOException e) {
            return false;
        }
    }
}
