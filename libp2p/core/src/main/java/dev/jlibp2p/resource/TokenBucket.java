package dev.jlibp2p.resource;

import java.util.concurrent.TimeUnit;

/** Allows a burst and then a steady rate. Not thread-safe; the caller brings the time, in nanoseconds of any origin. */
public final class TokenBucket {
    private final long nanosPerToken;
    private final long burstNanos;
    private long emptyAt;

    public TokenBucket(int burst, int perSecond, long now) {
        this.nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burstNanos = burst * nanosPerToken;
        this.emptyAt = now;
    }

    /** Takes one token; false if there is none. */
    public boolean take(long now) {
        emptyAt = Math.max(emptyAt, now) + nanosPerToken;
        return emptyAt - now <= burstNanos;
    }
}
