package dev.jlibp2p.node.peers;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many dials may be asked for: {@value #BURST} at once and {@value #PER_SECOND} a second after that, whoever asks. It keeps
 * whoever may call this API, and whatever runs wild, from scanning a network through the node. Thread-safe.
 */
final class DialRate {

    static final int BURST = 60;

    static final int PER_SECOND = 10;

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private final Ticker ticker;

    /** When the bucket would be full again. */
    private long full;

    DialRate(Ticker ticker) {
        this.ticker = ticker;
        full = ticker.nanoTime();
    }

    /** Takes one, or tells how long it will be until there is one; nought when it was taken. */
    synchronized Duration take() {
        long now = ticker.nanoTime();
        long missing = Math.max(full - now, 0);
        long wait = missing - (BURST - 1) * INTERVAL;
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        full = now + missing + INTERVAL;
        return Duration.ZERO;
    }
}
