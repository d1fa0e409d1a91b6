package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.network.DialReport.Attempt;
import dev.jlibp2p.network.DialReport.Skipped;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a peer: its addresses in turn until one works, within one deadline. Its state lives on one event loop,
 * which need not be that of the links it makes; it keeps a report of what it tried.
 */
final class Dial {

    private final DefaultNetwork network;

    private final NetworkSettings settings;

    private final EventLoop loop;

    private final @Nullable PeerId peer;

    private final Deque<Multiaddr> addresses;

    private final Promise<Connection> connected;

    private final List<Attempt> attempts = new ArrayList<>();

    private final List<Skipped> skipped = new ArrayList<>();

    private Pending pending = Pending.NONE;

    private record Pending(Multiaddr address, long begun, @Nullable Future<SecuredMuxer> link) {

        static final Pending NONE = new Pending(Multiaddr.EMPTY, 0, null);
    }

    Dial(DefaultNetwork network, NetworkSettings settings, EventLoop loop, @Nullable PeerId peer,
            Collection<Multiaddr> addresses) {
        this.network = network;
        this.settings = settings;
        this.loop = loop;
        this.peer = peer;
        this.addresses = new ArrayDeque<>(addresses);
        this.connected = loop.newPromise();
    }

    Future<Connection> start() {
        ScheduledFuture<?> deadline = loop.schedule(this::expire, settings.dialTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
        connected.addListener(done -> {
            deadline.cancel(false);
            if (pending.link() != null && !done.isSuccess()) {
                pending.link().cancel(false);
            }
        });
        loop.execute(this::next);
        return connected;
    }

    private void next() {
        if (connected.isDone()) {
            return;
        }
        Multiaddr address = addresses.poll();
        if (address == null) {
            connected.tryFailure(new DialException(peer, new DialReport(attempts, skipped)));
            return;
        }
        Transport transport = network.transportFor(address);
        if (transport == null) {
            skip(address, "no transport of this node serves it (there are: " + network.transportNames() + ")");
        } else if (!settings.gater().admitsDial(peer, address)) {
            skip(address, "refused by the gater");
        } else {
            attempt(transport, address);
        }
    }

    private void skip(Multiaddr address, String reason) {
        skipped.add(new Skipped(address, reason));
        next();
    }

    private void attempt(Transport transport, Multiaddr address) {
        DialContext context = new DialContext(network.upgrader(), peer, Role.INITIATOR,
                NetworkSettings.CONNECT_TIMEOUT);
        Future<SecuredMuxer> link = transport.dial(address, context);
        pending = new Pending(address, settings.ticker().nanoTime(), link);
        link.addListener((Future<SecuredMuxer> done) -> {
            if (!done.isSuccess()) {
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

    private void failed(Throwable cause) {
        addAttempt(cause);
        next();
    }

    private void expire() {
        if (!connected.isDone()) {
            addAttempt(new SocketTimeoutException(
                    "no connection within the " + settings.dialTimeout().toMillis()
                            + " ms all addresses have together"));
            connected.tryFailure(new DialException(peer, new DialReport(attempts, skipped)));
        }
    }

    private void addAttempt(Throwable cause) {
        Duration elapsed = Duration.ofNanos(settings.ticker().nanoTime() - pending.begun());
        attempts.add(new Attempt(pending.address(), elapsed, cause));
    }
}
