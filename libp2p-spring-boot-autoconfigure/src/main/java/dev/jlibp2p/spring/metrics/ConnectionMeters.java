package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.resource.Traffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Connections and their bytes, by direction and transport. */
final class ConnectionMeters {

    private final MeterRegistry registry;

    private final Traffic traffic;

    private final ConcurrentMap<Tags, AtomicLong> open = new ConcurrentHashMap<>();

    /** Transports that have their meters: a host that is started again has the same. */
    private final Set<String> measured = ConcurrentHashMap.newKeySet();

    ConnectionMeters(MeterRegistry registry, Traffic traffic) {
        this.registry = registry;
        this.traffic = traffic;
    }

    /** Makes the series of a transport of this host, so that they are there before its first connection. */
    void transport(String name) {
        if (!measured.add(name)) {
            return;
        }
        open(Tags.of("direction", Directions.INBOUND, "transport", name));
        open(Tags.of("direction", Directions.OUTBOUND, "transport", name));
        bytes(Directions.INBOUND, name, Traffic.Count::received);
        bytes(Directions.OUTBOUND, name, Traffic.Count::sent);
    }

    void opened(Connection connection) {
        open(tags(connection)).incrementAndGet();
        Counter.builder("libp2p.connections.opened")
                .description("Connections opened since the start")
                .tags(tags(connection).and("security", connection.security(), "muxer", connection.muxer()))
                .register(registry)
                .increment();
    }

    void closed(Connection connection) {
        open(tags(connection)).decrementAndGet();
        CloseCause cause = connection.closeCause();
        Counter.builder("libp2p.connections.closed")
                .description("Connections closed since the start, by why")
                .tags(tags(connection).and("reason", (cause == null ? CloseCause.FAILED : cause).label()))
                .register(registry)
                .increment();
    }

    private void bytes(String direction, String name, ToDoubleFunction<Traffic.Count> value) {
        FunctionCounter.builder("libp2p.bytes", traffic.of(name), value)
                .description("Bytes on the wire, encryption and framing included")
                .baseUnit(BaseUnits.BYTES)
                .tags("direction", direction, "transport", name)
                .register(registry);
    }

    private AtomicLong open(Tags tags) {
        return open.computeIfAbsent(tags, added -> {
            AtomicLong count = new AtomicLong();
            Gauge.builder("libp2p.connections", count, AtomicLong::get)
                    .description("Open connections")
                    .tags(added)
                    .register(registry);
            return count;
        });
    }

    private static Tags tags(Connection connection) {
        Role role = connection.role();
        return Tags.of("direction", Directions.of(role), "transport", connection.transport());
    }
}
