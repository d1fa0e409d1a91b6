package dev.jlibp2p.protocol.identify;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How many pushes one connection may still send us: {@value #BURST} at once, then one every five seconds. Thread-safe. */
final class PushAllowance {

    static final int BURST = 10;

    static final long NANOS_PER_PUSH = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong spentUntil;

    PushAllowance(long now) {
        spentUntil = new AtomicLong(now);
    }

    boolean tryTake(long now) {
        long before = spentUntil
                .getAndUpdate(until -> isLeft(until, now) ? Math.max(until - now, 0) + now + NANOS_PER_PUSH : until);
        return isLeft(before, now);
    }

    private static boolean isLeft(long until, long now) {
        return until - now <= (BURST - 1) * NANOS_PER_PUSH;
    }
}
