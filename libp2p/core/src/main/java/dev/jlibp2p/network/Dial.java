package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.name.AddressNames;
import dev.jlibp2p.network.DialReport.Attempt;
import dev.jlibp2p.network.DialReport.Skipped;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a peer: its addresses in turn until one works, within one deadline, for all callers who want this peer
 * meanwhile. Its state lives on one event loop, which need not be that of the links it makes; it keeps a report of what it
 * tried.
 */
final class Dial implements Dialling {

    private final DefaultNetwork network;

    private final NetworkSettings settings;

    private final EventLoop loop;

    private final @Nullable PeerId peer;

    private final Promise<Connection> connected;

    private final Set<Multiaddr> known = new HashSet<>();

    private final Deque<Multiaddr> addresses = new ArrayDeque<>();

    private final List<Attempt> attempts = new ArrayList<>();

    private final List<Skipped> skipped = new ArrayList<>();

    private final long begun;

    private boolean started;

    private int callers;

    private Pending pending = Pending.NONE;

    private String transport = DialEnd.NO_TRANSPORT;

    private record Pending(Multiaddr address, long begun, @Nullable Future<?> step) {

        static final Pending NONE = new Pending(Multiaddr.EMPTY, 0, null);
    }

    Dial(DefaultNetwork network, NetworkSettings settings, EventLoop loop, @Nullable PeerId peer) {
        this.network = network;
        this.settings = settings;
        this.loop = loop;
        this.peer = peer;
        this.connected = loop.newPromise();
        this.begun = settings.ticker().nanoTime();
        connected.addListener(done -> {
            network.ended(this, end());
            if (pending.step() != null && !done.isSuccess()) {
                pending.step().cancel(false);
            }
        });
    }

    @Override
    public @Nullable PeerId peer() {
        return peer;
    }

    /**
     * Begins the dial, or adds a caller and its addresses to it. Each caller has a future of its own to cancel; the dial ends
     * early when the last of them has.
     */
    Future<Connection> join(Collection<Multiaddr> more) {
        Promise<Connection> joined = loop.newPromise();
        List<Multiaddr> wanted = List.copyOf(more);
        loop.execute(() -> {
            if (connected.isDone() && !connected.isSuccess()) {
                // Too late for these addresses to be tried here.
                forward(network.dial(peer, wanted), joined);
            } else {
                add(wanted, joined);
            }
        });
        return joined;
    }

    /** Ends it for all callers. */
    void stop() {
        connected.tryFailure(new StoppedException(null));
    }

    private void add(List<Multiaddr> more, Promise<Connection> joined) {
        callers++;
        more.stream().filter(known::add).forEach(addresses::add);
        forward(connected, joined);
        joined.addListener(done -> {
            if (done.isCancelled() && --callers == 0) {
                abandon();
            }
        });
        if (!started) {
            started = true;
            ScheduledFuture<?> deadline = loop.schedule(this::expire, settings.dials().timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
            connected.addListener(done -> deadline.cancel(false));
            // Again: an earlier dial may have ended since the caller looked.
            Connection there = peer == null ? null : network.openTo(peer);
            if (there != null) {
                connected.trySuccess(there);
            }
            next();
        }
    }

    private void abandon() {
        if (!connected.cancel(false) && connected.isSuccess()) {
            // Done in the same moment: a connection nobody asks for any more.
            connected.getNow().close();
        }
    }

    private static void forward(Future<Connection> from, Promise<Connection> to) {
        from.addListener((Future<Connection> done) -> {
            if (done.isSuccess()) {
                to.trySuccess(done.getNow());
            } else {
                to.tryFailure(done.cause());
            }
        });
    }

    private void next() {
        boolean begun = false;
        while (!begun && !connected.isDone()) {
            Multiaddr address = addresses.poll();
            if (address == null) {
                connected.tryFailure(new DialException(peer, report()));
            } else {
                begun = begin(address);
            }
        }
    }

    /** False if nothing came of this address. */
    private boolean begin(Multiaddr address) {
        pending = new Pending(address, settings.ticker().nanoTime(), null);
        try {
            if (AddressNames.isNamed(address)) {
                resolve(address);
                return true;
            }
            PeerId named = PeerId.in(address).orElse(null);
            PeerId expected = peer == null ? named : peer;
            if (peer != null && named != null && !named.equals(peer)) {
                skip(address, "it leads to another peer", Outcome.NO_ADDRESS);
                return false;
            }
            Transport transport = network.transportFor(address);
            if (transport == null) {
                skip(address, network.whyUnserved(address),
                        Outcome.NO_TRANSPORT);
                return false;
            }
            if (!settings.gater().admitsDial(expected, address)) {
                settings.resources().refusals().add(Refusal.GATER_DIAL);
                skip(address, "refused by the gater", Outcome.GATED);
                return false;
            }
            attempt(transport, address, expected);
            return true;
        } catch (RuntimeException | Error e) {
            addAttempt(e);
            return false;
        }
    }

    /** What a name stands for is tried where the name would have been, and has to pass the gater like anything else. */
    private void resolve(Multiaddr named) {
        Future<List<Multiaddr>> resolution = network.names().resolve(named, loop);
        pending = new Pending(named, pending.begun(), resolution);
        resolution.addListener((Future<List<Multiaddr>> done) -> {
            if (connected.isDone()) {
                return;
            }
            if (done.isSuccess()) {
                done.getNow().reversed().stream().filter(known::add).forEach(addresses::addFirst);
                next();
            } else {
                failed(done.cause());
            }
        });
    }

    private void skip(Multiaddr address, String reason, Outcome outcome) {
        skipped.add(new Skipped(address, reason, outcome));
    }

    private void attempt(Transport transport, Multiaddr address, @Nullable PeerId expected) {
        this.transport = transport.name();
        ConnectPhase connect = new ConnectPhase(network.upgrader(), network.listeners(), settings.ticker(),
                transport.name());
        DialContext context = new DialContext(connect, expected, Role.INITIATOR, NetworkSettings.CONNECT_TIMEOUT);
        Future<SecuredMuxer> link = transport.dial(address, context);
        pending = new Pending(address, pending.begun(), link);
        link.addListener((Future<SecuredMuxer> done) -> {
            if (!done.isSuccess()) {
                connect.end(done.cause());
                loop.execute(() -> failed(done.cause()));
                return;
            }
            // On the loop of the link: it must be registered before its next byte is read.
            Connection connection = network.register(done.getNow());
            if (!connected.trySuccess(connection)) {
                connection.close();
            }
        });
    }

    private DialEnd end() {
        Duration elapsed = Duration.ofNanos(settings.ticker().nanoTime() - begun);
        Throwable cause = connected.cause();
        String used = cause == null ? connected.getNow().transport() : transport;
        return new DialEnd(Outcome.of(cause), elapsed, used, cause);
    }

    private void failed(Throwable cause) {
        addAttempt(cause);
        next();
    }

    private void expire() {
        if (!connected.isDone()) {
            addAttempt(new SocketTimeoutException(
                    "no connection within the " + settings.dials().timeout().toMillis()
                            + " ms all addresses have together"));
            connected.tryFailure(new DialException(peer, report()));
        }
    }

    private void addAttempt(Throwable cause) {
        Duration elapsed = Duration.ofNanos(settings.ticker().nanoTime() - pending.begun());
        attempts.add(new Attempt(pending.address(), elapsed, cause));
    }

    private DialReport report() {
        addresses.forEach(address -> skip(address, "no time was left for it", Outcome.FAILED));
        addresses.clear();
        return new DialReport(attempts, skipped);
    }
}
