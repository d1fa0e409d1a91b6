package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.transport.EventLoops;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** S6: a handler that blocks the event loop it runs on is named, with the place where it does. */
class StalledLoopTest {

    private static final ProtocolId BLOCKING = ProtocolId.of("/test/blocking/1.0.0");

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.jlibp2p.transport.LoopWatch");

    private final Lines lines = new Lines();

    private final CountDownLatch blocked = new CountDownLatch(1);

    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void letGo() {
        release.countDown();
        logger.setAdditive(true);
        logger.detachAppender(lines);
    }

    @Test
    void aHandlerThatBlocksItsLoopIsNamedWithItsStackAndThenForgotten() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            pair.server().handleOnLoop(BLOCKING, this::block);
            // Without waiting: the loop that would answer is the one that blocks.
            pair.client().network().open(pair.connect(), stream -> stream.channel().flush(), BLOCKING);
            EventLoops loops = pair.server().network().loops();

            Baseline.await(() -> culprits().size() == 1, () -> "the handler is named");
            ILoggingEvent line = culprits().getFirst();
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).contains("libp2p-io", "virtual thread");
            Map<String, Duration> stalls = loops.stalls();
            assertThat(stalls).isNotEmpty();
            assertThat(stalls.values()).anySatisfy(
                    silence -> assertThat(silence).isGreaterThanOrEqualTo(Duration.ofMillis(100)));

            release.countDown();
            Baseline.await(() -> loops.stalls().isEmpty(), () -> "the loop answers again");
            assertThat(culprits()).as("once for each time").hasSize(1);
        }
    }

    /** A peer that takes nothing in acknowledges no stream either, so that beyond the backlog streams wait for their turn. */
    @Test
    void streamsThatWaitForTheirTurnEndAtTheDeadlineToo() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.negotiationTimeout(Duration.ofSeconds(1)))) {
            pair.server().handleOnLoop(BLOCKING, this::block);
            Connection connection = pair.connect();
            pair.client().network().open(connection, stream -> stream.channel().flush(), BLOCKING);
            assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
            List<Future<Stream>> opened = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                opened.add(pair.client().network().open(connection, stream -> stream.channel().flush(), BLOCKING));
            }
            for (Future<Stream> one : opened) {
                assertThat(one.await(30, TimeUnit.SECONDS)).as("no call waits for ever").isTrue();
            }
            assertThat(opened.getLast().cause()).isInstanceOf(IOException.class);
            release.countDown();
        }
    }

    @Test
    void theWatchEndsWithItsLoops() throws Exception {
        long before = watches();
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            pair.connect();
            Baseline.await(() -> watches() == before + 2, () -> "both nodes watch their loops");
        }
        Baseline.await(() -> watches() == before, () -> "nobody watches any more");
    }

    private void block(Stream stream) throws InterruptedException {
        blocked.countDown();
        release.await();
        stream.reset(0);
    }

    /** Lines whose stack leads here; a busy machine may stall loops of its own. */
    private List<ILoggingEvent> culprits() {
        return lines.all.stream()
                .filter(line -> line.getThrowableProxy() != null)
                .filter(line -> List.of(line.getThrowableProxy().getStackTraceElementProxyArray())
                        .stream()
                        .anyMatch(frame -> frame.getStackTraceElement().getClassName().contains("StalledLoopTest")))
                .toList();
    }

    private static long watches() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().equals("libp2p-watch"))
                .count();
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent line) {
            all.add(line);
        }
    }
}
