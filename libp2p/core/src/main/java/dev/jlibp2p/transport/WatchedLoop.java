package dev.jlibp2p.transport;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One event loop and the question it was asked last. */
final class WatchedLoop implements Runnable {

    private final EventExecutor loop;

    private volatile @Nullable Thread thread;

    private volatile long asked;

    private volatile boolean owes;

    /** Of the watching thread alone. */
    private boolean reported;

    WatchedLoop(EventExecutor loop) {
        this.loop = loop;
        if (loop.inEventLoop()) {
            // Or it could be blocked before it has answered for the first time, and nobody would know whose stack to show.
            thread = Thread.currentThread();
        }
    }

    /** Asks it to run this; nothing is open any more. A loop that has ended owes nothing. */
    void ask(long now) {
        reported = false;
        asked = now;
        owes = true;
        try {
            loop.execute(this);
        } catch (RejectedExecutionException e) {
            owes = false;
        }
    }

    /** The answer. */
    @Override
    public void run() {
        thread = Thread.currentThread();
        owes = false;
    }

    /** How long it owes an answer; zero if it owes none. At least one nanosecond else. */
    Duration silence(long now) {
        return owes ? Duration.ofNanos(Math.max(1, now - asked)) : Duration.ZERO;
    }

    /** Whether this silence is news. */
    boolean report() {
        boolean news = !reported;
        reported = true;
        return news;
    }

    String name() {
        Thread known = thread;
        return known == null ? loop.toString() : known.getName();
    }

    /** Where its thread is now. */
    Throwable stack() {
        Stack stack = new Stack(name());
        Thread known = thread;
        if (known != null) {
            stack.setStackTrace(known.getStackTrace());
        }
        return stack;
    }

    /** A stack to log; never thrown. */
    private static final class Stack extends Exception {

        private static final long serialVersionUID = 1L;

        Stack(String thread) {
            super("stack of " + thread, null, false, true);
        }
    }
}
