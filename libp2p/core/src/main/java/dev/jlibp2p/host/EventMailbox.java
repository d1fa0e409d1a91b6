package dev.jlibp2p.host;

import dev.jlibp2p.host.HostEvent.EventsDropped;
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

    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<HostEvent> events = new ArrayDeque<>();

    private long dropped;

    private boolean delivering;

    EventMailbox(Consumer<? super HostEvent> listener) {
        this.listener = listener;
    }

    void post(HostEvent event) {
        lock.lock();
        try {
            if (events.size() == CAPACITY) {
                events.poll();
                dropped++;
            }
            events.add(event);
            if (!delivering) {
                delivering = true;
                Thread.ofVirtual().name("libp2p-events").start(this::deliver);
            }
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        for (HostEvent event = next(); event != null; event = next()) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                log.warn("a listener failed on {}", event, e);
            }
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
