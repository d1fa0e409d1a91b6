package dev.jlibp2p.interop.bench;

import java.util.concurrent.TimeUnit;

/**
 * When a benchmark begins nothing new any more.
 *
 * @param at by {@link System#nanoTime}; {@link Long#MAX_VALUE} for never
 */
record Deadline(long at) {

    /** So many minutes from now; 0 for never. */
    static Deadline in(double minutes) {
        return new Deadline(minutes == 0
                ? Long.MAX_VALUE
                : System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1)));
    }

    boolean hasPassed() {
        return at != Long.MAX_VALUE && System.nanoTime() - at > 0;
    }
}
