package dev.jlibp2p.host;

import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.address.ObservedAddresses;
import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.host.HostEvent.ConnectionClosed;
import dev.jlibp2p.host.HostEvent.ConnectionOpened;
import dev.jlibp2p.host.HostEvent.PeerConnected;
import dev.jlibp2p.host.HostEvent.PeerDisconnected;
import dev.jlibp2p.host.HostEvent.ProtocolsChanged;
import dev.jlibp2p.host.HostEvent.Started;
import dev.jlibp2p.host.HostEvent.Stopped;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.network.ConnectionListener;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.network.DialRequest;
import dev.jlibp2p.network.Network;
import dev.jlibp2p.network.StreamHandlers;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.transport.EventLoops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class DefaultHost implements Host, ConnectionListener {

    private static final Logger log = LoggerFactory.getLogger(DefaultHost.class);

    private static final Duration STOP_BUDGET = Duration.ofSeconds(8);

    private final HostSettings settings;

    private final StreamHandlers handlers;

    private final ObservedAddresses observed;

    private final List<EventMailbox> mailboxes = new CopyOnWriteArrayList<>();

    private final ConcurrentMap<PeerId, Integer> connected = new ConcurrentHashMap<>();

    private final LogBudget warnings;

    private final ReentrantLock lifecycle = new ReentrantLock();

    private volatile List<Multiaddr> bound = List.of();

    private volatile @Nullable Network network;

    DefaultHost(HostSettings settings) {
        this.settings = settings;
        this.handlers = settings.network().handlers();
        this.warnings = new LogBudget(settings.network().ticker());
        this.observed = new ObservedAddresses(settings.network().ticker());
    }

    @Override
    public PeerId id() {
        return settings.identity().peerId();
    }

    @Override
    public PublicKey publicKey() {
        return settings.identity().publicKey();
    }

    @Override
    public void start() throws IOException {
        Blocking.check();
        lifecycle.lock();
        try {
            if (network == null) {
                open();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public void stop() {
        Blocking.check();
        lifecycle.lock();
        try {
            if (network != null) {
                shut();
                publish(new Stopped());
            }
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return network != null;
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public Addresses addresses() {
        List<Multiaddr> now = bound;
        return settings.addresses().addresses(now, observed.active(settings.addresses().listen(now)), List.of());
    }

    @Override
    public Registration handle(ProtocolId protocol, StreamHandler handler) {
        return registered(handlers.add(protocol, handler));
    }

    @Override
    public Registration handleOnLoop(ProtocolId protocol, ChannelStreamHandler handler) {
        return registered(handlers.addOnLoop(protocol, handler));
    }

    @Override
    public List<ProtocolId> protocols() {
        return handlers.protocols();
    }

    @Override
    public Connection connect(PeerId peer, Collection<Multiaddr> addresses) throws IOException {
        return Blocking.await(network().dial(DialRequest.of(peer, addresses).withKnown(peerStore()))).connection();
    }

    @Override
    public Connection connect(Multiaddr address) throws IOException {
        PeerId peer = PeerId.in(address).orElse(null);
        if (peer != null) {
            peerStore().addAddresses(peer, List.of(address), AddressLifetime.TEMPORARY);
        }
        return Blocking.await(network().dial(peer, List.of(address)));
    }

    @Override
    public Stream open(PeerId peer, ProtocolId... protocols) throws IOException {
        Connection connection = connect(peer, List.of());
        try {
            return connection.open(protocols);
        } catch (IOException e) {
            if (connection.isOpen()) {
                throw e;
            }
            // It ended under our hands, which a peer may do at any time: once more on a new one.
            List<Multiaddr> dialled = connection.role() == Role.INITIATOR
                    ? List.of(connection.peerAddress())
                    : List.of();
            return connect(peer, dialled).open(protocols);
        }
    }

    @Override
    public int disconnect(PeerId peer) {
        List<Connection> there = connections(peer);
        there.forEach(Connection::close);
        return there.size();
    }

    @Override
    public List<Connection> connections() {
        Network running = network;
        return running == null ? List.of() : running.connections();
    }

    @Override
    public List<Connection> connections(PeerId peer) {
        Network running = network;
        return running == null ? List.of() : running.connections(peer);
    }

    @Override
    public ConnectionManager connectionManager() {
        return settings.connections();
    }

    @Override
    public PeerStore peerStore() {
        return settings.network().peerStore();
    }

    @Override
    public Network network() {
        Network running = network;
        if (running == null) {
            throw new IllegalStateException("the host is not running; call start() first");
        }
        return running;
    }

    @Override
    public Registration onEvent(Consumer<? super HostEvent> listener) {
        EventMailbox mailbox = new EventMailbox(listener, warnings);
        mailboxes.add(mailbox);
        return () -> {
            mailboxes.remove(mailbox);
            mailbox.close();
        };
    }

    @Override
    public void opened(Connection connection) {
        // Inside, so that one connection's end and another's beginning, on two loops, are told in the order they count.
        connected.compute(connection.peer(), (peer, count) -> {
            publish(new ConnectionOpened(connection));
            if (count != null) {
                return count + 1;
            }
            peerStore().connected(peer);
            peerStore().setPublicKey(peer, connection.publicKey());
            publish(new PeerConnected(peer));
            return 1;
        });
    }

    @Override
    public void closed(Connection connection) {
        connected.computeIfPresent(connection.peer(), (peer, count) -> {
            publish(new ConnectionClosed(connection));
            if (count > 1) {
                return count - 1;
            }
            peerStore().disconnected(peer);
            publish(new PeerDisconnected(peer));
            return null;
        });
    }

    @Override
    public String toString() {
        return "host " + id();
    }

    private void open() throws IOException {
        EventLoops loops = new EventLoops(0);
        Network starting;
        try {
            starting = Network.of(settings.network(), loops,
                    settings.transports().stream().map(transport -> transport.apply(loops)).toList());
        } catch (RuntimeException e) {
            loops.close();
            throw e;
        }
        starting.addListener(this);
        network = starting;
        HostContext context = new HostContext(this, this::publish, observed);
        boolean started = false;
        try {
            settings.services().forEach(service -> service.start(context));
            Listening listening = new Listening(starting);
            listening.bind(settings.listen());
            listening.bindIfPossible(settings.listenIfPossible());
            bound = listening.bound();
            connectionManager().start(starting);
            connectionManager().persistentPeers()
                    .forEach(peer -> peerStore().addAddresses(peer.peer(), peer.addresses(),
                            AddressLifetime.PERMANENT));
            started = true;
        } finally {
            if (!started) {
                shut();
            }
        }
        publish(new Started(addresses()));
    }

    private void shut() {
        Network stopping = network();
        connectionManager().stop();
        List<HostService> services = new ArrayList<>(settings.services());
        services.reversed().forEach(DefaultHost::stop);
        bound = List.of();
        try {
            if (settings.drain().isPositive()) {
                stopping.drain(settings.drain());
            }
            stopping.close(STOP_BUDGET);
        } finally {
            stopping.loops().close();
            network = null;
        }
    }

    private static void stop(HostService service) {
        try {
            service.stop();
        } catch (RuntimeException e) {
            log.warn("service {} failed to stop; the host stops without it", service, e);
        }
    }

    private Registration registered(Runnable removal) {
        publish(new ProtocolsChanged(protocols()));
        return () -> {
            removal.run();
            publish(new ProtocolsChanged(protocols()));
        };
    }

    private void publish(HostEvent event) {
        mailboxes.forEach(mailbox -> mailbox.post(event));
    }
}
