package dev.jlibp2p.resource;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets ten lines a minute into the log and counts the others, for warnings a peer can cause as often as it likes.
 * Thread-safe.
 */
public final class LogBudget {

    static final int LINES = 10;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();

    private long begun;

    private int spent;

    private long withheld;

    public LogBudget(Ticker ticker) {
        this.ticker = ticker;
        this.begun = ticker.nanoTime();
    }

    /** Calls {@code line} with the number of lines withheld since the last one, or withholds this one too. */
    public void spend(Line line) {
        long before;
        lock.lock();
        try {
            long now = ticker.nanoTime();
            if (now - begun >= MINUTE) {
                begun = now;
                spent = 0;
            }
            if (spent == LINES) {
                withheld++;
                return;
            }
            spent++;
            before = withheld;
            withheld = 0;
        } finally {
            lock.unlock();
        }
        line.log(before);
    }

    /** Writes one line. */
    @FunctionalInterface
    public interface Line {

        /** Says also how many lines like it were {@code withheld} before it. */
        void log(long withheld);
    }
}
