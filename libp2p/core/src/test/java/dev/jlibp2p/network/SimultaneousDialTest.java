package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** H11 and O-20: nodes that dial each other in the same moment, {@code -Dstorm.rounds=1000} times. */
class SimultaneousDialTest {

    private static final int ROUNDS = Integer.getInteger("storm.rounds", 1_000);

    private static final int PAIRS = 20;

    private static final int REQUESTS = 3;

    private static final Duration GRACE = Duration.ofSeconds(3);

    @Test
    void oneConnectionIsKeptAndNoRequestIsLost() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> storms = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                storms.add(threads.submit(() -> {
                    storm(threads);
                    return null;
                }));
            }
            for (Future<?> storm : storms) {
                storm.get(5, TimeUnit.MINUTES);
            }
        }
    }

    private static void storm(ExecutorService threads) throws Exception {
        try (HostPair pair = HostPair
                .inMemory(builder -> builder.handler(new Echo()).duplicateGrace(GRACE).drain(Duration.ZERO))) {
            Host one = pair.server();
            Host other = pair.client();
            for (int round = 0; round < ROUNDS / PAIRS; round++) {
                disconnect(one, other);
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> there = threads.submit(() -> meet(one, other, together));
                Future<?> back = threads.submit(() -> meet(other, one, together));
                there.get(1, TimeUnit.MINUTES);
                back.get(1, TimeUnit.MINUTES);
                Baseline.await(() -> agree(one, other), () -> one.connections() + " and " + other.connections());
            }
            Baseline.await(() -> one.connections().size() == 1 && other.connections().size() == 1,
                    () -> "too many: " + one.connections() + " and " + other.connections());
            assertThat(agree(one, other)).isTrue();
            echo(one, other, "still there");
            echo(other, one, "and back");
        }
    }

    /** Both use the same connection for what comes next. */
    private static boolean agree(Host one, Host other) {
        List<Connection> here = one.connections(other.id());
        List<Connection> there = other.connections(one.id());
        return !here.isEmpty() && here.size() == there.size()
                && here.getFirst().role() != there.getFirst().role();
    }

    private static void disconnect(Host one, Host other) {
        one.disconnect(other.id());
        other.disconnect(one.id());
        Baseline.await(() -> one.connections().isEmpty() && other.connections().isEmpty(),
                () -> "still connected: " + one.connections() + " and " + other.connections());
    }

    private static Void meet(Host here, Host there, CyclicBarrier together) throws Exception {
        here.peerStore().addAddresses(there.id(), there.addresses().listen(), AddressLifetime.TEMPORARY);
        together.await(1, TimeUnit.MINUTES);
        for (int i = 0; i < REQUESTS; i++) {
            echo(here, there, "request " + i);
        }
        return null;
    }

    private static void echo(Host here, Host there, String text) throws IOException {
        byte[] sent = text.getBytes(StandardCharsets.UTF_8);
        try (Stream stream = here.open(there.id(), Echo.PROTOCOL)) {
            stream.output().write(sent);
            stream.output().close();
            assertThat(stream.input().readAllBytes()).isEqualTo(sent);
        }
    }
}
