package dev.jlibp2p.resource;

import io.netty.util.concurrent.Ticker;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often something was refused, by reason. Thread-safe; only grows. */
public final class Refusals {

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final Map<Refusal, LongAdder> counts;

    private final LogBudget warnings;

    Refusals(Ticker ticker) {
        warnings = new LogBudget(ticker);
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

    /** Counts a limit that refused and, of ten a minute, says so in the log. */
    ResourceLimitException add(Refusal reason, ResourceLimitException refusal) {
        add(reason);
        warnings.spend(
                withheld -> log.warn("refused: {} ({} more refusals before it)", refusal.getMessage(), withheld));
        return refusal;
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
