package dev.jlibp2p.transport;

import dev.jlibp2p.resource.LogBudget;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every event loop again and again whether it still runs, from a thread of its own. A loop that does not answer because
 * code holds it is named with the stack of its thread, for whatever blocks it blocks all its connections.
 */
final class LoopWatch implements AutoCloseable {

    /** A loop that owes an answer for this long is stalled. */
    static final Duration STALL = Duration.ofMillis(100);

    /** Where the code of an event loop is that handles nothing. */
    private static final List<String> LOOPS_OWN = List.of("io.netty.", "java.", "jdk.", "sun.");

    private static final Logger log = LoggerFactory.getLogger(LoopWatch.class);

    private final Ticker ticker = Ticker.systemTicker();

    private final LogBudget warnings = new LogBudget(ticker);

    private final ConcurrentMap<EventExecutor, WatchedLoop> loops = new ConcurrentHashMap<>();

    private final ScheduledExecutorService scheduler = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("libp2p-watch").factory());

    LoopWatch() {
        scheduler.scheduleWithFixedDelay(this::look, STALL.toNanos(), STALL.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** From now on; again is nothing. */
    void watch(EventExecutor loop) {
        if (!loops.containsKey(loop)) {
            loops.putIfAbsent(loop, new WatchedLoop(loop));
        }
    }

    /** The loops that are stalled now, by the names of their threads, and for how long they owe an answer. */
    Map<String, Duration> stalls() {
        Map<String, Duration> stalls = new TreeMap<>();
        long now = ticker.nanoTime();
        loops.values().forEach(loop -> {
            Duration silence = loop.silence(now);
            if (silence.compareTo(STALL) >= 0) {
                stalls.put(loop.name(), silence);
            }
        });
        return stalls;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private void look() {
        long now = ticker.nanoTime();
        loops.values().forEach(loop -> look(loop, now));
    }

    private void look(WatchedLoop loop, long now) {
        Duration silence = loop.silence(now);
        if (silence.isZero()) {
            loop.ask(now);
        } else if (silence.compareTo(STALL) >= 0) {
            report(loop, silence);
        }
    }

    private void report(WatchedLoop loop, Duration silence) {
        Throwable stack = loop.stack();
        if (isOfTheLoopAlone(stack)) {
            log.debug("event loop {} has not answered for {} ms: no handler holds it, the machine is busy", loop.name(),
                    silence.toMillis());
        } else if (loop.report()) {
            warnings.spend(withheld -> log.warn(
                    "event loop {} has not answered for {} ms; whatever blocks it stalls all its connections, and belongs on a"
                            + " virtual thread ({} more before it). Its thread is here:",
                    loop.name(), silence.toMillis(), withheld, stack));
        }
    }

    /** Whether the thread only waits for events, or for a processor. A stack that cannot be seen is not. */
    private static boolean isOfTheLoopAlone(Throwable stack) {
        StackTraceElement[] frames = stack.getStackTrace();
        return frames.length > 0 && Stream.of(frames)
                .map(StackTraceElement::getClassName)
                .allMatch(name -> LOOPS_OWN.stream().anyMatch(name::startsWith));
    }
}
