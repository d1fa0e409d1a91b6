package dev.jlibp2p.muxer.yamux;

import java.util.concurrent.TimeUnit;

/** Allows a burst and then a steady rate. */
final class TokenBucket {
    private final long nanosPerToken;
    private final long burstNanos;
    private long emptyAt;

    TokenBucket(int burst, int perSecond, long now) {
        this.nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burstNanos = burst * nanosPerToken;
        this.emptyAt = now;
    }

    /** Takes one token; false if there is none. */
    boolean take(long now) {
        emptyAt = Math.max(emptyAt, now) + nanosPerToken;
        return emptyAt - now <= burstNanos;
    }
}
