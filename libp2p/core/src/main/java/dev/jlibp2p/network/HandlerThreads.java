package dev.jlibp2p.network;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The virtual threads on which stream handlers run; none outlives the network. */
final class HandlerThreads {

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    private final Ticker ticker;

    HandlerThreads(Ticker ticker) {
        this.ticker = ticker;
    }

    void start(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
    }

    /** Waits for the handlers, whose streams have ended by now; interrupts those still there at half the time. */
    void stop(Duration budget) {
        long end = ticker.nanoTime() + budget.toNanos();
        boolean patient = await(ticker.nanoTime() + budget.toNanos() / 2);
        if (!patient) {
            running.stream().filter(thread -> !thread.equals(Thread.currentThread())).forEach(Thread::interrupt);
            await(end);
        }
    }

    int count() {
        return running.size();
    }

    private boolean await(long end) {
        for (Thread thread : running) {
            if (thread.equals(Thread.currentThread())) {
                // A handler that stops its own node must not wait for itself.
                continue;
            }
            long left = end - ticker.nanoTime();
            try {
                if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
