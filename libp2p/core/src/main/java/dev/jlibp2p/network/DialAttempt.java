package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.Upgrader;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One dial of one address: it stands between transport and upgrader, to see how far it comes and how long that takes. */
final class DialAttempt implements Upgrader {

    private final DefaultUpgrader upgrader;

    private final Listeners listeners;

    private final Ticker ticker;

    private final Transport transport;

    private final Multiaddr address;

    private final Runnable reached;

    private final long begun;

    private final AtomicBoolean connected = new AtomicBoolean();

    private volatile Phase phase = Phase.CONNECT;

    private volatile boolean answered;

    /** @param reached called once on the loop of the channel when bytes can flow, before the peer is proven */
    DialAttempt(DefaultNetwork network, Ticker ticker, Transport transport, Multiaddr address, Runnable reached) {
        this.upgrader = network.upgrader();
        this.listeners = network.listeners();
        this.ticker = ticker;
        this.transport = transport;
        this.address = address;
        this.reached = reached;
        this.begun = ticker.nanoTime();
    }

    /** Cancelling the result closes everything opened for it. */
    Future<SecuredMuxer> start(PeerStore peers, @Nullable PeerId expected) {
        DialContext context = new DialContext(this, expected, Role.INITIATOR, NetworkSettings.CONNECT_TIMEOUT);
        Future<SecuredMuxer> link = Redial.dial(peers, expected, () -> transport.dial(address, context));
        link.addListener(done -> connected(done.cause()));
        return link;
    }

    Multiaddr address() {
        return address;
    }

    String transport() {
        return transport.name();
    }

    /** Whether {@code winner} began no earlier, and this one has not even heard from the other end. */
    boolean isOvertakenBy(DialAttempt winner) {
        return !answered && begun - winner.begun <= 0;
    }

    /** How it ended, or stands now. */
    DialReport.Attempt report(long dialBegun, @Nullable Throwable cause) {
        return new DialReport.Attempt(address, transport.name(), phase, Duration.ofNanos(begun - dialBegun),
                Duration.ofNanos(ticker.nanoTime() - begun), cause);
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        phase = Phase.SECURITY_NEGOTIATION;
        answered = true;
        if (connected(null)) {
            reached.run();
        }
        return upgrader.upgrade(channel, route, expectedPeer, this::passed);
    }

    /** Such a transport may come here before it has reached anybody. */
    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer,
            SecurityUpgrade security, StreamMuxer muxer) {
        phase = Phase.HANDSHAKE;
        connected(null);
        return upgrader.upgrade(channel, route, expectedPeer, security, muxer);
    }

    @Override
    public ChannelHandler traffic(String name) {
        return upgrader.traffic(name);
    }

    @Override
    public boolean scrambles() {
        return upgrader.scrambles();
    }

    /** The phase that fails is the one it ends in. */
    private void passed(UpgradePhase passed) {
        boolean isOver = passed.outcome() != Outcome.SUCCESS;
        phase = isOver || passed.phase() == Phase.MUXER_NEGOTIATION ? passed.phase() : after(passed.phase());
    }

    private static Phase after(Phase passed) {
        return passed == Phase.SECURITY_NEGOTIATION ? Phase.HANDSHAKE : Phase.MUXER_NEGOTIATION;
    }

    /** Whether this was news. */
    private boolean connected(@Nullable Throwable cause) {
        boolean first = connected.compareAndSet(false, true);
        if (first) {
            Duration elapsed = Duration.ofNanos(ticker.nanoTime() - begun);
            UpgradePhase connect = new UpgradePhase(Phase.CONNECT, transport.name(), Role.INITIATOR,
                    UpgradePhase.NO_SECURITY, elapsed, Outcome.of(cause));
            listeners.tell(listener -> listener.passed(connect));
        }
        return first;
    }
}
