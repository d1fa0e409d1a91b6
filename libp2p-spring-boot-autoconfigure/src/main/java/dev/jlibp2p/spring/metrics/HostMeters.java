package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.network.ConnectionListener;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Connections, streams, memory and refusals of one host. Counts on event loops, for as long as the host exists. */
public final class HostMeters implements HostService, ConnectionListener {

    private final MeterRegistry registry;

    private final ConcurrentMap<Tags, AtomicLong> open = new ConcurrentHashMap<>();

    private volatile @Nullable Host host;

    HostMeters(MeterRegistry registry, ResourceManager resources) {
        this.registry = registry;
        bindScope(resources.system());
        bindRefusals(resources.system());
        bindRefusals(resources.unproven());
        Gauge.builder("libp2p.peers", this, HostMeters::peers)
                .description("Peers with an open connection")
                .register(registry);
        open(tags(Role.INITIATOR, "tcp"));
        open(tags(Role.RESPONDER, "tcp"));
    }

    @Override
    public void start(HostContext context) {
        host = context.host();
        context.host().network().addListener(this);
    }

    @Override
    public void opened(Connection connection) {
        Tags tags = tags(connection.role(), connection.transport());
        open(tags).incrementAndGet();
        Counter.builder("libp2p.connections.opened")
                .description("Connections opened since the start")
                .tags(tags.and("security", connection.security(), "muxer", connection.muxer()))
                .register(registry)
                .increment();
    }

    @Override
    public void closed(Connection connection) {
        open(tags(connection.role(), connection.transport())).decrementAndGet();
    }

    private AtomicLong open(Tags tags) {
        return open.computeIfAbsent(tags, direction -> {
            AtomicLong count = new AtomicLong();
            Gauge.builder("libp2p.connections", count, AtomicLong::get)
                    .description("Open connections")
                    .tags(tags)
                    .register(registry);
            return count;
        });
    }

    private void bindScope(ResourceScope scope) {
        Gauge.builder("libp2p.streams", scope, ResourceScope::streams)
                .description("Open streams")
                .register(registry);
        Gauge.builder("libp2p.memory", scope, ResourceScope::memory)
                .description("Bytes received and not consumed, and windows grown beyond their start")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    private void bindRefusals(ResourceScope scope) {
        FunctionCounter.builder("libp2p.refusals", scope, ResourceScope::refusals)
                .description("Connections, streams and memory refused by a limit")
                .tag("scope", scope.name())
                .register(registry);
    }

    private static Tags tags(Role role, String transport) {
        return Tags.of("direction", role == Role.INITIATOR ? "outbound" : "inbound", "transport", transport);
    }

    private double peers() {
        Host started = host;
        return started == null ? 0 : started.connections().stream().map(Connection::peer).distinct().count();
    }
}
