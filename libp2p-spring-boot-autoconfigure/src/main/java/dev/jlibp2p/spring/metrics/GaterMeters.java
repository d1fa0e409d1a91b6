package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.gate.Access;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.resource.Refusal;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;

/** The lists of the gater, and what they would have refused while that is only tried out. */
final class GaterMeters implements MeterBinder {

    static final List<Refusal> STAGES = List.of(Refusal.GATER_DIAL, Refusal.GATER_ACCEPT, Refusal.GATER_PEER);

    private final AccessGater gater;

    GaterMeters(AccessGater gater) {
        this.gater = gater;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Access access : Access.values()) {
            Gauge.builder("libp2p.gater.entries", gater, lists -> lists.entries(access).size())
                    .description("Entries of the lists of who may connect and who may not")
                    .tag("list", access.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        for (Refusal stage : STAGES) {
            FunctionCounter.builder("libp2p.gater.shadowed", gater, rules -> rules.shadowed(stage))
                    .description("What the gater would have refused, while its mode is shadow")
                    .tag("reason", stage.label())
                    .register(registry);
        }
    }
}
