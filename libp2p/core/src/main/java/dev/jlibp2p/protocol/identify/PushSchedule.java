package dev.jlibp2p.protocol.identify;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** When to push: at once after a change, but never twice within the interval, however many changes there are. Thread-safe. */
final class PushSchedule {

    /** Nothing to push. */
    static final long NEVER = Long.MAX_VALUE;

    private final Ticker ticker;

    private final long interval;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private boolean isPending;

    private long earliest;

    PushSchedule(Ticker ticker, Duration interval) {
        this.ticker = ticker;
        this.interval = interval.toNanos();
        this.earliest = ticker.nanoTime();
    }

    /** There is something to push. */
    void change() {
        lock.lock();
        try {
            isPending = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until a push is due; 0 when it is. */
    long untilDue() {
        lock.lock();
        try {
            return isPending ? Math.max(0, earliest - ticker.nanoTime()) : NEVER;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the push that is due; changes from now on need another one. */
    void take() {
        lock.lock();
        try {
            isPending = false;
            earliest = ticker.nanoTime() + interval;
        } finally {
            lock.unlock();
        }
    }

    /** The push taken last went to nobody, so the next one need not wait for it. */
    void nobodyToTell() {
        lock.lock();
        try {
            earliest = ticker.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until a push is due, and takes it. */
    void await() throws InterruptedException {
        lock.lock();
        try {
            while (untilDue() > 0) {
                changed.awaitNanos(untilDue());
            }
            take();
        } finally {
            lock.unlock();
        }
    }
}
