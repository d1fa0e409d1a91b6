package dev.jlibp2p.spring.handler;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts calls by how they ended. A handler of several protocols is named by the first; no tag is a peer's choice. */
final class HandlerMeters implements HandlerWatch {

    private final MeterRegistry registry;

    HandlerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void registered(MethodStreamHandler handler) {
        String protocol = handler.settings().protocols().getFirst().toString();
        for (Outcome outcome : Outcome.values()) {
            FunctionCounter.builder("libp2p.handler.calls", handler, counted -> counted.count(outcome))
                    .description("Calls of annotated stream handlers, by how they ended")
                    .tags("protocol", protocol, "outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry);
        }
        Gauge.builder("libp2p.handler.active", handler, MethodStreamHandler::active)
                .description("Calls of annotated stream handlers under way")
                .tag("protocol", protocol)
                .register(registry);
    }
}
