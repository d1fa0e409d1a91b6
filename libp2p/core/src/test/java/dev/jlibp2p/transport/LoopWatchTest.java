package dev.jlibp2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jlibp2p.network.Baseline;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopWatchTest {

    private static final Duration SEVERAL_LOOKS = LoopWatch.STALL.multipliedBy(5);

    /** As on a machine with too few processors: the stack shows the JDK and Netty, and no handler. */
    @Test
    void aLoopThatNoHandlerHoldsIsStalledAndNoWarning() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(LoopWatch.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        DefaultEventExecutor loop = new DefaultEventExecutor();
        try (LoopWatch watch = new LoopWatch()) {
            loop.submit(() -> watch.watch(loop)).sync();
            Thread thread = loop.submit(Thread::currentThread).get();
            loop.execute(LockSupport::park);

            Baseline.await(
                    () -> watch.stalls().values().stream().anyMatch(silence -> silence.compareTo(SEVERAL_LOOKS) > 0),
                    () -> "the loop is found stalled");
            LockSupport.unpark(thread);

            assertThat(lines.list).isEmpty();
        } finally {
            logger.detachAppender(lines);
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}
