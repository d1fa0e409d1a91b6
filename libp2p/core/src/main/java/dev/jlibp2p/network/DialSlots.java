package dev.jlibp2p.network;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bounds how many addresses are dialled at once; who comes late waits in line. Thread-safe. */
final class DialSlots {

    private final ReentrantLock lock = new ReentrantLock();

    private final SequencedSet<Runnable> waiting = new LinkedHashSet<>();

    private int free;

    DialSlots(int slots) {
        this.free = slots;
    }

    /** Runs {@code begin} as soon as there is a slot, here or on the thread that gives one back; it gives its own back once. */
    void acquire(Runnable begin) {
        lock.lock();
        try {
            if (free == 0) {
                waiting.add(begin);
                return;
            }
            free--;
        } finally {
            lock.unlock();
        }
        begin.run();
    }

    /** Stands in line no more; false if its turn has come already. */
    boolean withdraw(Runnable begin) {
        lock.lock();
        try {
            return waiting.remove(begin);
        } finally {
            lock.unlock();
        }
    }

    void release() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                free++;
                return null;
            }
            return waiting.removeFirst();
        } finally {
            lock.unlock();
        }
    }
}
