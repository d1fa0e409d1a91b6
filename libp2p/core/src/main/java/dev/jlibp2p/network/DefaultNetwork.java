package dev.jlibp2p.network;

import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.name.AddressNames;
import dev.jlibp2p.name.NameResolver;
import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.security.ConnectionProtector;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class DefaultNetwork implements Network {

    private static final Logger log = LoggerFactory.getLogger(DefaultNetwork.class);

    /** Between two looks at a connection nobody was given. */
    private static final Duration ABANDONED_LOOK = Duration.ofMillis(100);

    private final NetworkSettings settings;

    private final EventLoops loops;

    private final List<Transport> transports;

    /** Left out because the key of the private network would not cover them. */
    private final List<Transport> unprotectable;

    private final NameResolver resolver;

    private final AddressNames names;

    private final DialFilter dialFilter;

    private final DialSlots dialSlots;

    private final DefaultUpgrader upgrader;

    private final HandlerThreads threads;

    private final StreamOpening opening;

    private final ConnectionPool pool;

    private final DuplicateConnections duplicates;

    private final Listeners listeners;

    private final TrafficHandlers traffic;

    private final Set<Listener> listening = ConcurrentHashMap.newKeySet();

    private final ConcurrentMap<PeerId, Dial> dialling = new ConcurrentHashMap<>();

    private final Set<Dial> dials = ConcurrentHashMap.newKeySet();

    private final AtomicLong connectionNumbers = new AtomicLong();

    private final GateWatch gateWatch;

    private volatile boolean draining;

    private volatile boolean closed;

    DefaultNetwork(NetworkSettings settings, EventLoops loops, List<Transport> transports) {
        this.settings = settings;
        this.loops = loops;
        this.transports = settings.protector() == null
                ? List.copyOf(transports)
                : transports.stream().filter(Transport::isProtectable).toList();
        this.unprotectable = transports.stream().filter(transport -> !this.transports.contains(transport)).toList();
        this.resolver = settings.dials().names().apply(loops);
        this.names = new AddressNames(resolver);
        this.dialFilter = new DialFilter(this, settings);
        this.dialSlots = new DialSlots(settings.dials().concurrency());
        LogBudget warnings = new LogBudget(settings.ticker());
        this.listeners = new Listeners(warnings);
        this.traffic = new TrafficHandlers(settings.resources(), settings.handlers());
        this.upgrader = new DefaultUpgrader(settings, listeners, traffic);
        this.threads = new HandlerThreads(settings.ticker());
        this.opening = new StreamOpening(settings, threads, listeners, traffic, warnings);
        if (settings.protector() != null) {
            log.info("in the private network {}", settings.protector().fingerprint());
            unprotectable.forEach(
                    left -> log.info("transport {} is off: the key of the private network does not cover it",
                            left.name()));
        }
        this.pool = new ConnectionPool(settings.self());
        this.duplicates = new DuplicateConnections(settings.self(), pool, settings.duplicateGrace());
        this.gateWatch = new GateWatch(settings, pool);
    }

    @Override
    public PeerId self() {
        return settings.self();
    }

    @Override
    public List<Connection> connections() {
        return pool.all().stream().filter(Connection::isOpen).toList();
    }

    @Override
    public List<Connection> connections(PeerId peer) {
        return pool.of(peer).stream().filter(Connection::isOpen).toList();
    }

    @Override
    public void addListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Listener> listen(Multiaddr address) {
        Transport transport = transportFor(address);
        if (transport == null) {
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new IOException("cannot listen on " + address
                    + ": " + whyUnserved(address)));
        }
        Future<Listener> bound = transport.listen(address, new ListenContext(upgrader, this::register));
        bound.addListener((Future<Listener> done) -> {
            if (done.isSuccess()) {
                listening.add(done.getNow());
                if (draining || closed) {
                    done.getNow().close();
                }
            }
        });
        return bound;
    }

    @Override
    public Future<Connection> dial(@Nullable PeerId peer, Collection<Multiaddr> addresses) {
        return dial(DialRequest.of(peer, addresses), Dialled::connection);
    }

    @Override
    public Future<Dialled> dial(DialRequest request) {
        return dial(request, Function.identity());
    }

    <T> Future<T> dial(DialRequest request, Function<? super Dialled, T> as) {
        PeerId peer = request.peer();
        if (peer != null && peer.equals(settings.self())) {
            throw new IllegalArgumentException("peer " + peer + " is this node itself");
        }
        if (closed) {
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new StoppedException(null));
        }
        Connection there = peer == null ? null : openTo(peer);
        if (there != null) {
            return ImmediateEventExecutor.INSTANCE
                    .newSucceededFuture(as.apply(new Dialled(there, DialReport.EMPTY)));
        }
        try {
            Dial dial = peer == null ? newDial(null) : dialling.computeIfAbsent(peer, this::newDial);
            Future<T> joined = dial.join(request, as);
            if (closed) {
                dial.stop();
            }
            return joined;
        } catch (RejectedExecutionException | IllegalStateException e) {
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new StoppedException(e));
        }
    }

    @Override
    public Future<Stream> open(Connection connection, ChannelStreamHandler handler, ProtocolId... protocols) {
        return ((DefaultConnection) connection).open(handler, protocols);
    }

    @Override
    public Future<Stream> openLazily(Connection connection, ChannelStreamHandler handler, ProtocolId protocol) {
        return ((DefaultConnection) connection).openLazily(handler, protocol);
    }

    @Override
    public void report(Exchange exchange) {
        listeners.tell(listener -> listener.exchanged(exchange));
    }

    @Override
    public ResourceManager resources() {
        return settings.resources();
    }

    @Override
    public List<Transport> transports() {
        return transports;
    }

    @Override
    public Optional<String> privateNetwork() {
        return Optional.ofNullable(settings.protector()).map(ConnectionProtector::fingerprint);
    }

    @Override
    public EventLoops loops() {
        return loops;
    }

    @Override
    public void drain(Duration patience) {
        draining = true;
        listening.forEach(Listener::close);
        long end = settings.ticker().nanoTime() + patience.toNanos();
        List<Future<Void>> ends = pool.all().stream().map(DefaultNetwork::drain).toList();
        for (Future<Void> each : ends) {
            each.awaitUninterruptibly(Math.max(1, end - settings.ticker().nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private static Future<Void> drain(Connection connection) {
        return ((DefaultConnection) connection).link().session().drain();
    }

    @Override
    public void close(Duration budget) {
        closed = true;
        gateWatch.stop();
        dials.forEach(Dial::stop);
        resolver.close();
        upgrader.close();
        List<Future<?>> ends = new ArrayList<>();
        listening.forEach(listener -> ends.add(listener.close()));
        for (Connection connection : pool.all()) {
            ((DefaultConnection) connection).close(CloseCause.STOPPED);
            ends.add(((DefaultConnection) connection).link().session().closed());
        }
        long end = settings.ticker().nanoTime() + budget.toNanos() / 2;
        for (Future<?> each : ends) {
            each.awaitUninterruptibly(Math.max(1, end - settings.ticker().nanoTime()), TimeUnit.NANOSECONDS);
        }
        for (Transport transport : transports) {
            transport.close()
                    .awaitUninterruptibly(Math.max(1, end - settings.ticker().nanoTime()), TimeUnit.NANOSECONDS);
        }
        threads.stop(budget.dividedBy(2));
    }

    /** Called on the link's event loop, once for every link; what it returns is read from at once. */
    DefaultConnection register(SecuredMuxer link) {
        String id = Long.toString(connectionNumbers.incrementAndGet(), Character.MAX_RADIX);
        DefaultConnection connection = new DefaultConnection(id, link, settings.clock().instant(), opening);
        pool.add(connection);
        loops.watch(link.session().eventLoop());
        listeners.tell(listener -> listener.opened(connection));
        link.session().closed().addListener(end -> {
            pool.remove(connection);
            listeners.tell(listener -> listener.closed(connection));
        });
        duplicates.opened(connection);
        connection.accept();
        gateWatch.arrived(connection);
        if (draining) {
            drain(connection);
        }
        if (closed) {
            connection.close(CloseCause.STOPPED);
        }
        return connection;
    }

    /** The best open connection to {@code peer}, if there is one; whoever gets it may keep it. */
    @Nullable
    Connection openTo(PeerId peer) {
        for (Connection there : pool.of(peer)) {
            if (there.isOpen() && ((DefaultConnection) there).claim()) {
                return there;
            }
        }
        return null;
    }

    /** Closes a connection that a dial made and nobody was given, as soon as the node's own protocols have done with it. */
    void abandon(DefaultConnection connection) {
        EventLoop loop = connection.link().session().eventLoop();
        if (loop.isShuttingDown()) {
            connection.close();
            return;
        }
        loop.execute(() -> {
            if (connection.link().session().streams() == 0) {
                connection.abandon();
            } else if (connection.isOpen() && !connection.isClaimed()) {
                loop.schedule(() -> abandon(connection), ABANDONED_LOOK.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    /** The lookup of a name has ended. */
    void resolved(Duration elapsed, @Nullable Throwable cause) {
        UpgradePhase phase = new UpgradePhase(UpgradePhase.Phase.RESOLVE, DialEnd.NO_TRANSPORT, Role.INITIATOR,
                UpgradePhase.NO_SECURITY, elapsed, Outcome.of(cause));
        listeners.tell(listener -> listener.passed(phase));
    }

    void ended(Dial dial, DialEnd end) {
        listeners.tell(listener -> listener.dialled(dial, end));
        dials.remove(dial);
        if (dial.peer() != null) {
            dialling.remove(dial.peer(), dial);
        }
    }

    DialFilter dialFilter() {
        return dialFilter;
    }

    DialSlots dialSlots() {
        return dialSlots;
    }

    AddressNames names() {
        return names;
    }

    Listeners listeners() {
        return listeners;
    }

    DefaultUpgrader upgrader() {
        return upgrader;
    }

    @Nullable
    Transport transportFor(Multiaddr address) {
        for (Transport transport : transports) {
            if (transport.handles(address)) {
                return transport;
            }
        }
        return null;
    }

    private Dial newDial(@Nullable PeerId peer) {
        Dial dial = new Dial(this, settings, loops.sockets().next(), peer);
        dials.add(dial);
        listeners.tell(listener -> listener.dialling(dial));
        return dial;
    }

    /** Of an address that none of the transports handles. */
    String whyUnserved(Multiaddr address) {
        for (Transport transport : unprotectable) {
            if (transport.handles(address)) {
                return "transport " + transport.name()
                        + " is off, because the key of the private network does not cover it;"
                        + " leave the address out, or the key";
            }
        }
        return "no transport of this node serves it (there are: " + transportNames() + ")";
    }

    private String transportNames() {
        return transports.stream().map(Transport::name).collect(Collectors.joining(", "));
    }
}
