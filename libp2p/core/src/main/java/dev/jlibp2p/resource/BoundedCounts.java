package dev.jlibp2p.resource;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many there are of each kind; it remembers no kind of which there is none. Thread-safe. */
final class BoundedCounts<K> {

    private final ConcurrentMap<K, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more, unless there are {@code most} already. */
    boolean add(K kind, long most) {
        boolean[] added = new boolean[1];
        counts.compute(kind, (key, there) -> {
            int now = there == null ? 0 : there;
            added[0] = now < most;
            return added[0] ? Integer.valueOf(now + 1) : there;
        });
        return added[0];
    }

    void remove(K kind) {
        counts.computeIfPresent(kind, (key, there) -> there == 1 ? null : there - 1);
    }

    int count(K kind) {
        return counts.getOrDefault(kind, 0);
    }

    int size() {
        return counts.size();
    }
}
