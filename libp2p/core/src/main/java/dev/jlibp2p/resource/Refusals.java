package dev.jlibp2p.resource;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often something was refused, by reason. Thread-safe; only grows. */
public final class Refusals {

    private final Map<Refusal, LongAdder> counts;

    Refusals() {
        Map<Refusal, LongAdder> zeros = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            zeros.put(reason, new LongAdder());
        }
        counts = Collections.unmodifiableMap(zeros);
    }

    /** Counts one more; callable from any thread. */
    public void add(Refusal reason) {
        counter(reason).increment();
    }

    /** How often {@code reason} applied. */
    public long count(Refusal reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(Refusal reason) {
        LongAdder counter = counts.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return counter;
    }
}
