package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.LogContext;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.host.Registration;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.ConnectionListener;
import dev.jlibp2p.network.Exchange;
import dev.jlibp2p.network.Network;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.resource.Refusal;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Identify between one start of a host and its stop. All exchanges run on virtual threads of their own. */
final class IdentifySession implements ConnectionListener {

    /** Pushes sent at the same time. */
    static final int PUSH_CONCURRENCY = 32;

    private static final Logger LOG = LoggerFactory.getLogger(IdentifySession.class);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final Host host;

    private final HostContext context;

    private final Network network;

    private final OwnStatements statements;

    private final PeerUpdates updates;

    private final PushSchedule schedule;

    private final Ticker ticker;

    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

    private final List<Registration> registrations = new ArrayList<>();

    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("libp2p-identify-", 0).factory());

    private final Semaphore pushes = new Semaphore(PUSH_CONCURRENCY);

    private volatile long latest;

    IdentifySession(HostContext context, OwnStatements statements, Duration pushInterval, Ticker ticker) {
        this.host = context.host();
        this.context = context;
        this.network = context.host().network();
        this.statements = statements;
        this.updates = new PeerUpdates(host.peerStore());
        this.schedule = new PushSchedule(ticker, pushInterval);
        this.ticker = ticker;
    }

    void start() {
        statements.stale();
        handle(Identify.PROTOCOL, this::answer);
        handle(Identify.PUSH_PROTOCOL, this::receivePush);
        registrations.add(host.onEvent(this::notice));
        network.addListener(this);
        threads.execute(this::pushWhenDue);
    }

    void stop() {
        registrations.forEach(Registration::close);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("Identify is still busy; closing the connections ends it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void opened(Connection connection) {
        connections.put(connection, new Progress(new PushAllowance(ticker.nanoTime())));
        try {
            threads.execute(() -> LogContext.run(connection, () -> identify(connection)));
        } catch (RejectedExecutionException e) {
            LOG.trace("{} came while the host stops", connection.id());
        }
    }

    @Override
    public void closed(Connection connection) {
        connections.remove(connection);
    }

    /** An application that answers by itself keeps doing so. */
    private void handle(ProtocolId protocol, StreamHandler handler) {
        if (!host.protocols().contains(protocol)) {
            registrations.add(host.handle(protocol, handler));
        }
    }

    private void identify(Connection connection) {
        long begun = ticker.nanoTime();
        try (OwnStream own = OwnStream.open(connection, Identify.PROTOCOL)) {
            PeerStatement statement = IdentifyExchange.read(own.stream().input());
            own.succeed();
            apply(connection, statement);
            report(connection, Identify.PROTOCOL, begun, null);
        } catch (IOException e) {
            report(connection, Identify.PROTOCOL, begun, e);
            LOG.debug("{} of {} was not identified: {}", connection.id(), connection.peer(), e.getMessage());
        }
    }

    private void report(Connection connection, ProtocolId protocol, long begun, @Nullable IOException failure) {
        Duration elapsed = Duration.ofNanos(ticker.nanoTime() - begun);
        network.report(new Exchange(connection.peer(), protocol, elapsed, Outcome.of(failure)));
    }

    private void answer(Stream stream) throws IOException {
        stream.deadline(Identify.TIMEOUT);
        tell(stream);
    }

    private void receivePush(Stream stream) throws IOException {
        Progress progress = connections.get(stream.connection());
        if (progress == null || !progress.allowance.tryTake(ticker.nanoTime())) {
            network.resources().refusals().add(Refusal.IDENTIFY_PUSH_RATE);
            throw new IOException("more pushes than " + PushAllowance.BURST + " and one every "
                    + TimeUnit.NANOSECONDS.toSeconds(PushAllowance.NANOS_PER_PUSH) + " seconds");
        }
        stream.deadline(Identify.TIMEOUT);
        apply(stream.connection(), IdentifyExchange.read(stream.input()));
    }

    private void apply(Connection connection, PeerStatement statement) {
        updates.apply(connection.peer(), connection.peerAddress(), statement);
        if (!connection.limited()) {
            statement.observedAddress().ifPresent(observed -> {
                List<Multiaddr> listen = current().addresses().listen();
                if (context.observed().observe(connection.localAddress(), connection.peerAddress(), observed, listen)) {
                    context.events().accept(new HostEvent.AddressesChanged(host.addresses()));
                }
            });
        }
        context.events().accept(new HostEvent.PeerIdentified(connection.peer()));
    }

    private void notice(HostEvent event) {
        switch (event) {
            case HostEvent.Started started -> statements.stale();
            case HostEvent.AddressesChanged changed -> statements.stale();
            case HostEvent.EventsDropped dropped -> statements.stale();
            case HostEvent.ProtocolsChanged changed -> LOG.trace("The protocols are {}", changed.protocols());
            default -> {
                return;
            }
        }
        current();
    }

    /** What holds now; if it is news, everybody will be told. */
    private OwnStatements.Current current() {
        OwnStatements.Current current = statements.current(host.protocols(), host::addresses);
        if (current.number() > latest) {
            latest = current.number();
            schedule.change();
        }
        return current;
    }

    private void tell(Stream stream) throws IOException {
        Connection connection = stream.connection();
        OwnStatements.Current current = current();
        List<byte[]> messages = current.to(connection.peerAddress()).messages(connection.peerAddress());
        IdentifyExchange.write(stream.output(), messages);
        Progress progress = connections.get(connection);
        if (progress != null) {
            progress.told = current.number();
        }
    }

    private void pushWhenDue() {
        try {
            while (!threads.isShutdown()) {
                schedule.await();
                if (pushToAll() == 0) {
                    schedule.nobodyToTell();
                }
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            LOG.trace("No more pushes: the host stops");
        }
    }

    private int pushToAll() throws InterruptedException {
        int told = 0;
        for (Map.Entry<Connection, Progress> entry : connections.entrySet()) {
            Connection connection = entry.getKey();
            if (entry.getValue().told < latest && mayUnderstandPush(connection)) {
                pushes.acquire();
                threads.execute(() -> LogContext.run(connection, () -> push(connection)));
                told++;
            }
        }
        return told;
    }

    /** Whoever has not told its protocols yet may. */
    private boolean mayUnderstandPush(Connection connection) {
        List<ProtocolId> protocols = host.peerStore().protocols(connection.peer());
        return protocols.isEmpty() || protocols.contains(Identify.PUSH_PROTOCOL);
    }

    private void push(Connection connection) {
        long begun = ticker.nanoTime();
        try (OwnStream own = OwnStream.open(connection, Identify.PUSH_PROTOCOL)) {
            tell(own.stream());
            own.succeed();
            report(connection, Identify.PUSH_PROTOCOL, begun, null);
        } catch (IOException e) {
            report(connection, Identify.PUSH_PROTOCOL, begun, e);
            LOG.debug("{} of {} was not told our news: {}", connection.id(), connection.peer(), e.getMessage());
        } finally {
            pushes.release();
        }
    }

    private static final class Progress {

        final PushAllowance allowance;

        /** The number of the state the peer was told last. */
        volatile long told;

        Progress(PushAllowance allowance) {
            this.allowance = allowance;
        }
    }

    /** A stream of ours that is closed in order after success, and reset otherwise. */
    private static final class OwnStream implements AutoCloseable {

        private final Stream stream;

        private boolean hasSucceeded;

        private OwnStream(Stream stream) {
            this.stream = stream;
        }

        static OwnStream open(Connection connection, ProtocolId protocol) throws IOException {
            Stream stream = connection.open(protocol);
            stream.deadline(Identify.TIMEOUT);
            return new OwnStream(stream);
        }

        Stream stream() {
            return stream;
        }

        void succeed() {
            hasSucceeded = true;
        }

        @Override
        public void close() throws IOException {
            if (hasSucceeded) {
                stream.close();
            } else {
                stream.reset(0);
            }
        }
    }
}
