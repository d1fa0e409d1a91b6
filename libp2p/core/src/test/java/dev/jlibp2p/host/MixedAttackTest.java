package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostEvent.ConnectionOpened;
import dev.jlibp2p.host.HostEvent.PeerConnected;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.ResourceManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Strangers and a proven peer misbehave in many ways at once. I1: an honest peer is served meanwhile; I2, I3: nothing is held
 * afterwards; I4: nobody is reported who was not proven; I6: the log stays quiet.
 */
class MixedAttackTest {

    private static final ProtocolId FAILING = ProtocolId.of("/test/failing/1.0.0");

    private static final ProtocolId DEAF = ProtocolId.of("/test/deaf/1.0.0");

    private static final ProtocolId UNKNOWN = ProtocolId.of("/test/unknown/1.0.0");

    private static final int ROUNDS = 30;

    private final Set<PeerId> reported = ConcurrentHashMap.newKeySet();

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final AtomicInteger served = new AtomicInteger();

    @Test
    void leavesNothingBehindAndReportsNobodyUnproven() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        ResourceManager resources = ResourceManager.withDefaults();
        Set<PeerId> proven;
        try (HostPair pair = HostPair.overTcp(builder -> builder.handler(new Echo())
                .upgradeTimeout(Duration.ofMillis(700))); Host attacked = attacked(resources)) {
            proven = Set.of(pair.client().id(), pair.server().id());
            attack(pair, attacked);
            assertThat(served).as("echoes for the honest peer").hasValue(ROUNDS);
            pair.client().disconnect(attacked.id());
            pair.server().disconnect(attacked.id());
            awaitNothing(resources, attacked);
        } finally {
            root.detachAppender(lines);
        }
        assertThat(failures).isEmpty();
        assertThat(reported).isNotEmpty().isSubsetOf(proven);
        assertThat(lines.list).filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                // A busy machine may stall a loop, which says nothing about attackers.
                .filteredOn(line -> !line.getLoggerName().endsWith("LoopWatch"))
                .hasSizeLessThanOrEqualTo(10);
        assertThat(resources.system().connections() + resources.unproven().connections()).isZero();
    }

    private Host attacked(ResourceManager resources) throws IOException {
        Host host = dev.jlibp2p.Libp2p.builder()
                .handler(new Echo())
                .resources(resources)
                .upgradeTimeout(Duration.ofMillis(700))
                .listen("/ip4/127.0.0.1/tcp/0")
                .build();
        host.handle(FAILING, stream -> {
            throw new IllegalStateException("on purpose");
        });
        host.handle(DEAF, stream -> stream.channel().closeFuture().awaitUninterruptibly());
        host.onEvent(event -> {
            if (event instanceof PeerConnected(PeerId peer)) {
                reported.add(peer);
            } else if (event instanceof ConnectionOpened(Connection connection)) {
                reported.add(connection.peer());
            }
        });
        host.start();
        return host;
    }

    private void attack(HostPair pair, Host attacked) throws Exception {
        List<Thread> attackers = new ArrayList<>();
        int port = attacked.addresses().listen().get(0).socketAddress().orElseThrow().getPort();
        attackers.add(Thread.startVirtualThread(() -> strangers(port)));
        attackers.add(Thread.startVirtualThread(() -> rounds(() -> misbehave(pair.server(), attacked))));
        attackers.add(Thread.startVirtualThread(() -> rounds(() -> echo(pair.client(), attacked))));
        for (Thread attacker : attackers) {
            attacker.join();
        }
    }

    private void strangers(int port) {
        Random random = new Random(3);
        byte[] header = "\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.US_ASCII);
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < ROUNDS * 5; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                byte[] noise = new byte[random.nextInt(4_000)];
                random.nextBytes(noise);
                switch (i % 5) {
                    case 0 -> socket.getOutputStream().write(noise);
                    case 1 -> socket.setSoLinger(true, 0);
                    case 2 -> socket.getOutputStream().write(header, 0, random.nextInt(header.length));
                    default -> writeBoth(socket, header, noise);
                }
                if (i % 10 < 5) {
                    stalled.add(socket);
                } else {
                    socket.close();
                }
            }
            for (Socket socket : stalled) {
                socket.close();
            }
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private static void writeBoth(Socket socket, byte[] header, byte[] noise) {
        try {
            socket.getOutputStream().write(header);
            socket.getOutputStream().write(noise);
        } catch (IOException reset) {
            // The other side has had enough, as it should.
        }
    }

    /** A proven peer: unknown protocols, streams cut at once, failing handlers, bytes for nobody, a cut connection. */
    private void misbehave(Host peer, Host attacked) throws IOException {
        Connection connection = peer.connect(attacked.id(), attacked.addresses().listen());
        for (int i = 0; i < 5; i++) {
            connection.open(Echo.PROTOCOL).reset(i);
            ignoring(() -> connection.open(UNKNOWN));
            ignoring(() -> connection.open(FAILING).input().read());
            Stream deaf = connection.open(DEAF);
            deaf.output().write(new byte[100_000]);
            deaf.output().flush();
        }
        connection.close();
    }

    private void echo(Host peer, Host attacked) throws IOException {
        try (Stream stream = peer.connect(attacked.id(), attacked.addresses().listen()).open(Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(10));
            stream.output().write(42);
            if (stream.input().read() == 42) {
                served.incrementAndGet();
            }
        }
    }

    private interface Round {

        void run() throws IOException;
    }

    private void rounds(Round round) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                round.run();
            }
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }

    private static void ignoring(Round round) {
        try {
            round.run();
        } catch (IOException expected) {
            // Refused or reset, which is what this is about.
        }
    }

    private static void awaitNothing(ResourceManager resources, Host attacked) {
        Baseline.await(
                () -> resources.system().connections() == 0 && resources.unproven().connections() == 0
                        && resources.system().streams() == 0 && resources.system().memory() == 0
                        && attacked.connections().isEmpty(),
                () -> "connections %d, unproven %d, streams %d, bytes %d".formatted(resources.system().connections(),
                        resources.unproven().connections(), resources.system().streams(),
                        resources.system().memory()));
    }
}
