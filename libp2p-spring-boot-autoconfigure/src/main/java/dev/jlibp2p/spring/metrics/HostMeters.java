package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.network.ConnectionListener;
import dev.jlibp2p.network.DialEnd;
import dev.jlibp2p.network.Dialling;
import dev.jlibp2p.network.Exchange;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.network.StreamRequest;
import dev.jlibp2p.network.UpgradePhase;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.ResourceManager;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * All meters of one host. Hears of everything on event loops and counts there, for as long as the host exists, over its
 * restarts. Every tag has its values from a set no peer can add to.
 */
public final class HostMeters implements HostService, ConnectionListener {

    private final MeterRegistry registry;

    private final ConnectionMeters connections;

    private final DialMeters dials;

    private final ProtocolTags protocols = new ProtocolTags();

    private final StreamMeters streams;

    private volatile @Nullable Host host;

    HostMeters(MeterRegistry registry, ResourceManager resources) {
        this.registry = registry;
        this.connections = new ConnectionMeters(registry, resources.transports());
        this.dials = new DialMeters(registry);
        this.streams = new StreamMeters(registry, resources.protocols(), protocols);
        new ResourceMeters(resources).bindTo(registry);
        new BufferMeters().bindTo(registry);
        Gauge.builder("libp2p.peers", this, HostMeters::peers)
                .description("Peers with an open connection")
                .register(registry);
        Gauge.builder("libp2p.peerstore.peers", this, HostMeters::known)
                .description("Peers about whom something is known")
                .register(registry);
        Gauge.builder("libp2p.peers.valued", this, HostMeters::valued)
                .description("Peers that somebody has tagged or protected")
                .register(registry);
        Gauge.builder("libp2p.peers.missing", this, HostMeters::missing)
                .description("Persistent peers without a connection")
                .register(registry);
    }

    @Override
    public void start(HostContext context) {
        host = context.host();
        protocols.handledBy(context.host());
        context.host().network().transports().forEach(transport -> connections.transport(transport.name()));
        context.host().network().addListener(this);
    }

    @Override
    public void opened(Connection connection) {
        connections.opened(connection);
    }

    @Override
    public void closed(Connection connection) {
        connections.closed(connection);
    }

    @Override
    public void dialled(Dialling dial, DialEnd end) {
        dials.dialled(end);
    }

    @Override
    public void passed(UpgradePhase phase) {
        Timer.builder("libp2p.handshakes")
                .description("Phases of making a link, by how they ended")
                .tags("phase", phase.phase().label(), "transport", phase.transport(), "direction",
                        Directions.of(phase.role()), "security", phase.security(), "outcome", phase.outcome().label())
                .register(registry)
                .record(phase.elapsed());
    }

    @Override
    public void settled(StreamRequest request, Outcome outcome) {
        streams.settled(request, outcome);
    }

    @Override
    public void streamOpened(Stream stream) {
        streams.opened(stream);
    }

    @Override
    public void streamClosed(Stream stream) {
        streams.closed(stream);
    }

    @Override
    public void exchanged(Exchange exchange) {
        Tags outcome = Tags.of("outcome", exchange.outcome().label());
        if (exchange.protocol().equals(Ping.PROTOCOL)) {
            record("libp2p.ping", "Round trips of ping, by how they ended", outcome, exchange);
        } else {
            Tags tags = outcome.and("protocol", protocols.tag(exchange.protocol()));
            record("libp2p.identify", "Exchanges of identify and its push, by how they ended", tags, exchange);
        }
    }

    private void record(String name, String description, Tags tags, Exchange exchange) {
        Timer.builder(name).description(description).tags(tags).register(registry).record(exchange.elapsed());
    }

    private double known() {
        Host started = host;
        return started == null ? 0 : started.peerStore().size();
    }

    private double valued() {
        Host started = host;
        return started == null ? 0 : started.connectionManager().knownPeers();
    }

    private double missing() {
        Host started = host;
        return started == null
                ? 0
                : started.connectionManager().persistentPeers().stream().filter(peer -> !peer.connected()).count();
    }

    private double peers() {
        Host started = host;
        return started == null ? 0 : started.connections().stream().map(Connection::peer).distinct().count();
    }
}
