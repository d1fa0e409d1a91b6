package dev.jlibp2p.spring.test;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.TransportFactory;
import dev.jlibp2p.transport.memory.MemoryTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Nodes in the test's process that reach each other by the memory transport, over links a test can delay, make lossy, part
 * and break. Made by {@link #of} or {@link #builder}, by {@link TestNodes} for a test's parameter, or as a bean of a test's
 * context, whose own node is then part of it.
 *
 * <p>Links are reliable streams, as over TCP. So latency delays bytes and keeps their order. Loss makes them late: what a node
 * writes at once is lost with the given chance and sent again 200 ms and a round trip later, then after twice that time and so
 * on, and all behind it waits; what is lost six times in a row breaks the link, or fails the dial. A partition loses
 * everything: dials wait until they time out, and what open connections send is held until {@link #heal}; a node that closes
 * a connection meanwhile is believed open by the other. All this applies to links dialled by nodes of this network, in both
 * directions, from the moment of the call.
 *
 * <p>Thread-safe. Methods that connect block and are not for event loops. Closing stops all nodes and ends all threads.
 */
public final class TestNetwork implements AutoCloseable {

    private static final Duration BOTH_ENDS = Duration.ofSeconds(30);

    /** Far from the numbers people choose and from those the transport gives. */
    private static final AtomicLong NEXT_NUMBER = new AtomicLong(1L << 41);

    private final List<Host> hosts = new CopyOnWriteArrayList<>();

    private final Map<Multiaddr, PeerId> owners = new ConcurrentHashMap<>();

    private final Consumer<? super Libp2pBuilder> customizer;

    private final Weather weather;

    private final Wire wire;

    private final AtomicBoolean closed = new AtomicBoolean();

    TestNetwork(TestNetworkBuilder settings) {
        customizer = settings.customizer();
        weather = new Weather(settings.conditions());
        wire = new Wire(weather, settings.random(), address -> Optional.ofNullable(owners.get(address.withoutPeer())));
        boolean complete = false;
        try {
            for (int i = 0; i < settings.nodes(); i++) {
                add();
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** So many running nodes, not connected, over perfect links. */
    public static TestNetwork of(int nodes) {
        return builder().nodes(nodes).start();
    }

    /** A network with settings. */
    public static TestNetworkBuilder builder() {
        return new TestNetworkBuilder();
    }

    /** The nodes made by this network, in the order they were made. */
    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    /** The node of that number, from 0. */
    public Host host(int index) {
        return hosts.get(index);
    }

    /** Adds a running node. It listens on one memory address, the same one after a restart. */
    public Host add() {
        return add(builder -> {});
    }

    /**
     * Adds a running node.
     *
     * @param more changes it after the network's own customizer; transports and listen addresses are the network's
     */
    public Host add(Consumer<? super Libp2pBuilder> more) {
        Multiaddr address = Multiaddr.of("/memory/" + NEXT_NUMBER.getAndIncrement());
        AtomicReference<TransportFactory> transport = new AtomicReference<>();
        Libp2pBuilder builder = Libp2p.builder();
        customizer.accept(builder);
        more.accept(builder);
        Host host = builder.listen(List.of(address))
                .transports(List.of(context -> transport.get().create(context)))
                .build();
        transport.set(transport(host.id()));
        owners.put(address, host.id());
        hosts.add(host);
        try {
            host.start();
        } catch (IOException e) {
            throw new UncheckedIOException("a node of the test network did not start: " + e.getMessage(), e);
        }
        return host;
    }

    /**
     * What makes a node built elsewhere part of this network, for {@link Libp2pBuilder#transports}: the links it dials pass
     * here.
     */
    public TransportFactory transport(PeerId node) {
        return context -> new MemoryTransport(context.loops().memory(), wire.from(node));
    }

    /** Connects two nodes; returns when both ends have the connection. */
    public void connect(Host one, Host other) throws IOException {
        one.connect(other.id(), other.addresses().listen());
        if (!Patience.await(() -> !other.connections(one.id()).isEmpty(), BOTH_ENDS)) {
            throw new IOException(one + " is connected to " + other + ", which does not see it after " + BOTH_ENDS);
        }
    }

    /** Connects every node made by this network to every other. */
    public void connectAll() throws IOException {
        List<Parallel.Task> tasks = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            for (int j = 0; j < i; j++) {
                Host one = host(j);
                Host other = host(i);
                tasks.add(() -> connect(one, other));
            }
        }
        Parallel.run(tasks);
    }

    /** Connects every node made by this network to the next one. */
    public void connectLine() throws IOException {
        List<Parallel.Task> tasks = new ArrayList<>();
        for (int i = 1; i < hosts.size(); i++) {
            Host one = host(i - 1);
            Host other = host(i);
            tasks.add(() -> connect(one, other));
        }
        Parallel.run(tasks);
    }

    /** How long a byte takes from one node to another, on all links. */
    public void latency(Duration oneWay) {
        weather.change(conditions -> conditions.withLatency(oneWay));
    }

    /** Same on the links between two nodes. */
    public void latency(Host one, Host other, Duration oneWay) {
        change(one, other, conditions -> conditions.withLatency(oneWay));
    }

    /** The chance, from 0 to 1, that what is written at once has to be sent again, on all links. */
    public void loss(double chance) {
        weather.change(conditions -> conditions.withLoss(chance));
    }

    /** Same on the links between two nodes. */
    public void loss(Host one, Host other, double chance) {
        change(one, other, conditions -> conditions.withLoss(chance));
    }

    /** Lets nothing pass between a node of the one group and a node of the other, until {@link #heal}. */
    public void partition(Collection<? extends Host> group, Collection<? extends Host> others) {
        for (Host one : group) {
            for (Host other : others) {
                weather.part(one.id(), other.id());
            }
        }
    }

    /** Ends all partitions: what was held arrives, dials that still wait go on. Latency and loss stay. */
    public void heal() {
        weather.unite();
        wire.weatherChanged();
    }

    /** Breaks all links between two nodes: both see their connection end at once and without a goodbye. They may dial again. */
    public void breakLinks(Host one, Host other) {
        wire.breakLinks(one.id(), other.id());
    }

    /** Stops all nodes made by this network and ends what is between them. May be called again. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        weather.unite();
        weather.change(conditions -> LinkConditions.PERFECT);
        wire.hurry();
        try {
            Parallel.run(hosts.stream().<Parallel.Task>map(host -> host::stop).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            wire.close();
        }
    }

    @Override
    public String toString() {
        return "test network of " + hosts.size() + " nodes, " + wire.openLinks() + " links";
    }

    private void change(Host one, Host other, UnaryOperator<LinkConditions> change) {
        weather.change(one.id(), other.id(), change);
    }
}
