package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What is charged to the node's limits, and what was refused by them or by anybody else, by reason. */
final class ResourceMeters implements MeterBinder {

    private final ResourceManager resources;

    ResourceMeters(ResourceManager resources) {
        this.resources = resources;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("libp2p.streams", resources.system(), ResourceScope::streams)
                .description("Open streams")
                .register(registry);
        Gauge.builder("libp2p.memory", resources.system(), ResourceScope::memory)
                .description("Bytes received and not consumed, and windows grown beyond their start")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        for (Refusal reason : Refusal.values()) {
            FunctionCounter.builder("libp2p.refusals", resources.refusals(), refusals -> refusals.count(reason))
                    .description("What was refused to peers, or to this node by itself")
                    .tag("reason", reason.label())
                    .register(registry);
        }
    }
}
