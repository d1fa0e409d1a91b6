package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is charged to the node's limits, and what was refused by them or by anybody else, by reason. */
final class ResourceMeters implements MeterBinder {

    private final ResourceManager resources;

    ResourceMeters(ResourceManager resources) {
        this.resources = resources;
    }

    /** What scopes count; a closed set. */
    private enum Counted {
        CONNECTIONS_INBOUND(scope -> scope.connections(true), Limits::connectionsInbound),
        CONNECTIONS_OUTBOUND(scope -> scope.connections(false), Limits::connectionsOutbound),
        STREAMS_INBOUND(scope -> scope.streams(true), Limits::streamsInbound),
        STREAMS_OUTBOUND(scope -> scope.streams(false), Limits::streamsOutbound),
        MEMORY(ResourceScope::memory, Limits::memory);

        private final ToDoubleFunction<ResourceScope> used;

        private final ToDoubleFunction<Limits> allowed;

        Counted(ToDoubleFunction<ResourceScope> used, ToDoubleFunction<Limits> allowed) {
            this.used = used;
            this.allowed = allowed;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static void bind(MeterRegistry registry, ResourceScope scope, Counted counted) {
        Tags tags = Tags.of("scope", scope.name(), "limit", counted.label());
        Gauge.builder("libp2p.limits.used", scope, counted.used)
                .description("What is charged to a limit: pieces, or bytes of memory")
                .tags(tags)
                .register(registry);
        Gauge.builder("libp2p.limits.allowed", scope, each -> counted.allowed.applyAsDouble(each.limits()))
                .description("What a limit allows: pieces, or bytes of memory")
                .tags(tags)
                .register(registry);
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
        for (Counted counted : Counted.values()) {
            bind(registry, resources.system(), counted);
            bind(registry, resources.unproven(), counted);
        }
        for (Refusal reason : Refusal.values()) {
            FunctionCounter.builder("libp2p.refusals", resources.refusals(), refusals -> refusals.count(reason))
                    .description("What was refused to peers, or to this node by itself")
                    .tag("reason", reason.label())
                    .register(registry);
        }
    }
}
