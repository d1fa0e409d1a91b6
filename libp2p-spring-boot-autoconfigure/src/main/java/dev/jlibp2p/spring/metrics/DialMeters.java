package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.network.DialEnd;
import dev.jlibp2p.network.DialReport;
import dev.jlibp2p.network.DialReport.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Dials, and the addresses they tried or left alone. */
final class DialMeters {

    private final MeterRegistry registry;

    private final Map<Why, Counter> skipped = new EnumMap<>(Why.class);

    DialMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Why why : Why.values()) {
            skipped.put(why,
                    Counter.builder("libp2p.dials.skipped")
                            .description("Addresses that dials left alone")
                            .tag("reason", why.label())
                            .register(registry));
        }
    }

    void dialled(DialEnd end) {
        Timer.builder("libp2p.dials")
                .description("Dials of peers, all their addresses together, by how they ended")
                .tags("transport", end.transport(), "outcome", end.outcome().label())
                .register(registry)
                .record(end.elapsed());
        end.report().attempts().forEach(this::attempted);
        end.report().skipped().forEach(skip -> Objects.requireNonNull(skipped.get(skip.why())).increment());
    }

    private void attempted(DialReport.Attempt attempt) {
        Counter.builder("libp2p.dials.attempts")
                .description("Addresses dialled and names looked up, by how that ended")
                .tags("transport", attempt.transport(), "outcome", attempt.outcome().label())
                .register(registry)
                .increment();
    }
}
