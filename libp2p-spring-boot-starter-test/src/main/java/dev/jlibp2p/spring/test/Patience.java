package dev.jlibp2p.spring.test;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something to come true, for a limited time. It looks again and again: not all that can be asked has an event. */
final class Patience {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private Patience() {}

    static boolean await(BooleanSupplier condition, Duration limit) {
        Ticker ticker = Ticker.systemTicker();
        long begun = ticker.nanoTime();
        boolean met = condition.getAsBoolean();
        while (!met && ticker.nanoTime() - begun < limit.toNanos() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            met = condition.getAsBoolean();
        }
        return met;
    }
}
