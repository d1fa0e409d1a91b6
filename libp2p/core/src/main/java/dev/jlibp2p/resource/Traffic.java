package dev.jlibp2p.resource;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bytes moved, by name: a transport or a protocol. Thread-safe; only grows. Names beyond {@value #MOST_NAMES} share
 * {@link #OTHER}.
 */
public final class Traffic {

    /** Stands for every name there was no room for. */
    public static final String OTHER = "other";

    static final int MOST_NAMES = 256;

    private final ConcurrentMap<String, Count> counts = new ConcurrentHashMap<>();

    Traffic() {}

    /** The bytes of one name. */
    public static final class Count {

        private final LongAdder received = new LongAdder();

        private final LongAdder sent = new LongAdder();

        Count() {}

        /** Adds bytes that came. */
        public void received(int bytes) {
            received.add(bytes);
        }

        /** Adds bytes that went. */
        public void sent(int bytes) {
            sent.add(bytes);
        }

        /** All bytes that came. */
        public long received() {
            return received.sum();
        }

        /** All bytes that went. */
        public long sent() {
            return sent.sum();
        }
    }

    /** The one counter of {@code name}; worth keeping by whoever counts often. */
    public Count of(String name) {
        Count known = counts.get(name);
        if (known != null) {
            return known;
        }
        return counts.computeIfAbsent(counts.size() < MOST_NAMES ? name : OTHER, added -> new Count());
    }

    /** All counters there are, by name. */
    public Map<String, Count> counts() {
        return new TreeMap<>(counts);
    }
}
