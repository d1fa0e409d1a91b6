package dev.jlibp2p.resource;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Accepted links in their handshake, in the order in which they came; as many as {@code transient} may hold. Thread-safe. */
final class HandshakeQueue {

    private final ConcurrentNavigableMap<Long, Admission> waiting = new ConcurrentSkipListMap<>();

    private final AtomicLong last = new AtomicLong();

    /** Its number, for {@link #remove}. */
    long add(Admission admission) {
        long number = last.incrementAndGet();
        waiting.put(number, admission);
        return number;
    }

    void remove(long number) {
        waiting.remove(number);
    }

    @Nullable
    Admission pollOldest() {
        Map.Entry<Long, Admission> oldest = waiting.pollFirstEntry();
        return oldest == null ? null : oldest.getValue();
    }
}
