package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.network.StreamRequest;
import dev.jlibp2p.resource.Traffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;

/** Streams and their bytes, by protocol and direction. Every stream passes here, so meters are found without being built. */
final class StreamMeters {

    private final MeterRegistry registry;

    private final Traffic traffic;

    private final ProtocolTags protocols;

    private final ConcurrentMap<Kind, Counters> counters = new ConcurrentHashMap<>();

    /** Protocols whose bytes have their meters: they count both ways, whoever opens the streams. */
    private final Set<String> measured = ConcurrentHashMap.newKeySet();

    private final ConcurrentMap<Settled, Timer> requests = new ConcurrentHashMap<>();

    StreamMeters(MeterRegistry registry, Traffic traffic, ProtocolTags protocols) {
        this.registry = registry;
        this.traffic = traffic;
        this.protocols = protocols;
    }

    private record Kind(String protocol, boolean inbound) {}

    private record Settled(String protocol, Outcome outcome) {}

    private record Counters(Counter opened, Counter closed) {}

    void settled(StreamRequest request, Outcome outcome) {
        requests.computeIfAbsent(new Settled(protocols.tag(request.protocols().getFirst()), outcome), this::timer)
                .record(request.elapsed());
    }

    void opened(Stream stream) {
        counters(stream).opened().increment();
    }

    void closed(Stream stream) {
        counters(stream).closed().increment();
    }

    private Counters counters(Stream stream) {
        return counters.computeIfAbsent(new Kind(protocols.tag(stream.protocol()), stream.inbound()), this::make);
    }

    private Timer timer(Settled settled) {
        return Timer.builder("libp2p.stream.requests")
                .description("Streams asked for, until their protocol was settled, by how that ended")
                .tags("protocol", settled.protocol(), "outcome", settled.outcome().label())
                .register(registry);
    }

    private Counters make(Kind kind) {
        if (measured.add(kind.protocol())) {
            bytes(kind.protocol(), Directions.INBOUND, Traffic.Count::received);
            bytes(kind.protocol(), Directions.OUTBOUND, Traffic.Count::sent);
        }
        Tags tags = Tags.of("protocol", kind.protocol(), "direction", Directions.inbound(kind.inbound()));
        return new Counters(Counter.builder("libp2p.streams.opened")
                .description("Streams whose protocol was settled since the start")
                .tags(tags)
                .register(registry),
                Counter.builder("libp2p.streams.closed")
                        .description("Streams that have ended, of those whose protocol was settled")
                        .tags(tags)
                        .register(registry));
    }

    private void bytes(String protocol, String direction, ToDoubleFunction<Traffic.Count> value) {
        FunctionCounter.builder("libp2p.stream.bytes", traffic.of(protocol), value)
                .description("Bytes of streams, without framing")
                .baseUnit(BaseUnits.BYTES)
                .tags("protocol", protocol, "direction", direction)
                .register(registry);
    }
}
