package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.AcceptLimits;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2: peers that connect and say nothing take the places of links in their handshake from each other, not from honest ones.
 * {@code -Dflood=5000} is the whole of it, and its log tells the times.
 */
@Timeout(180)
class HandshakeFloodTest {

    private static final Logger log = LoggerFactory.getLogger(HandshakeFloodTest.class);

    private static final int HALF_OPEN = Integer.getInteger("flood", 400);

    private static final int PLACES = 64;

    private static final int BETWEEN = 20;

    private final ResourceManager resources = new ResourceManager(
            new ResourceLimits(Limits.SYSTEM, new Limits(PLACES, PLACES, 1_024, 1_024, 8 << 20), Limits.PEER,
                    Limits.CONNECTION, Limits.PROTOCOL, Map.of(), AcceptLimits.UNLIMITED));

    private final Ticker ticker = Ticker.systemTicker();

    @Test
    void honestPeersAreServedAmongManyThatSayNothing() throws Exception {
        List<Socket> flood = new ArrayList<>();
        try (Host server = Libp2p.builder()
                .resources(resources)
                .handler(new Echo())
                .upgradeTimeout(Duration.ofMinutes(2))
                .listen("/ip4/127.0.0.1/tcp/0")
                .start(); Host client = Libp2p.builder().start()) {
            List<Long> quiet = new ArrayList<>();
            for (int i = 0; i < HALF_OPEN / BETWEEN; i++) {
                quiet.add(serve(client, server));
            }
            int port = server.addresses().listen().getFirst().socketAddress().orElseThrow().getPort();
            List<Long> flooded = new ArrayList<>();
            for (int i = 1; i <= HALF_OPEN; i++) {
                flood.add(new Socket(InetAddress.getLoopbackAddress(), port));
                if (i % BETWEEN == 0) {
                    flooded.add(serve(client, server));
                }
            }
            log.info("honest dials of {}: quiet {}, among {} half-open {}", flooded.size(), times(quiet), HALF_OPEN,
                    times(flooded));
            Baseline.await(
                    () -> resources.refusals().count(Refusal.TRANSIENT_CONNECTIONS_INBOUND) >= HALF_OPEN - PLACES,
                    () -> "given up: " + resources.refusals().count(Refusal.TRANSIENT_CONNECTIONS_INBOUND));
            assertThat(resources.unproven().connections()).isBetween(1L, (long) PLACES);
            flood.getFirst().setSoTimeout(60_000);
            assertThat(endsAtOnce(flood.getFirst())).as("the oldest one has gone").isTrue();

            for (Socket socket : flood) {
                socket.close();
            }
            Baseline.await(() -> resources.unproven().connections() == 0, () -> "places are not given back");
            client.disconnect(server.id());
            Baseline.await(() -> resources.system().connections() == 0, () -> "connections are not given back");
        }
    }

    private long serve(Host client, Host server) throws IOException {
        long begun = ticker.nanoTime();
        client.connect(server.id(), server.addresses().listen());
        try (Stream stream = client.open(server.id(), Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(30));
            stream.output().write(42);
            assertThat(stream.input().read()).isEqualTo(42);
        }
        long elapsed = ticker.nanoTime() - begun;
        client.disconnect(server.id());
        return elapsed;
    }

    private static String times(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return "p50 %d us, p99 %d us".formatted(
                TimeUnit.NANOSECONDS.toMicros(sorted.get(sorted.size() / 2)),
                TimeUnit.NANOSECONDS.toMicros(sorted.get(sorted.size() * 99 / 100)));
    }

    private static boolean endsAtOnce(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
