package dev.jlibp2p.host;

import dev.jlibp2p.host.HostEvent.EventsDropped;
import dev.jlibp2p.resource.LogBudget;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events one listener has not seen yet. A virtual thread exists only while there are some. */
final class EventMailbox {

    static final int CAPACITY = 1_024;

    private static final Logger log = LoggerFactory.getLogger(EventMailbox.class);

    private final Consumer<? super HostEvent> listener;

    private final LogBudget warnings;

    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<HostEvent> events = new ArrayDeque<>();

    private long dropped;

    private boolean delivering;

    private boolean closed;

    EventMailbox(Consumer<? super HostEvent> listener, LogBudget warnings) {
        this.listener = listener;
        this.warnings = warnings;
    }

    void post(HostEvent event) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (events.size() == CAPACITY) {
                events.poll();
                dropped++;
            }
            events.add(event);
            if (!delivering) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is delivered any more, except what the listener has in its hands. */
    void close() {
        lock.lock();
        try {
            closed = true;
            dropped = 0;
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        delivering = true;
        Thread.ofVirtual().name("libp2p-events").start(this::deliver);
    }

    private void deliver() {
        boolean done = false;
        try {
            for (HostEvent event = next(); event != null; event = next()) {
                tell(event);
            }
            done = true;
        } finally {
            if (!done) {
                deliverTheRest();
            }
        }
    }

    private void tell(HostEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            warnings.spend(
                    withheld -> log.warn("a listener failed on {} ({} more before it)", event, withheld, e));
        }
    }

    /** An error has ended the thread; what follows is another thread's. */
    private void deliverTheRest() {
        lock.lock();
        try {
            delivering = false;
            if (!events.isEmpty()) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable HostEvent next() {
        lock.lock();
        try {
            if (dropped > 0) {
                HostEvent lost = new EventsDropped(dropped);
                dropped = 0;
                return lost;
            }
            HostEvent event = events.poll();
            delivering = event != null;
            return event;
        } finally {
            lock.unlock();
        }
    }
}
