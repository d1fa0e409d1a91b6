package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.transport.Upgrader;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Stands between one dial of one address and the upgrader, to see how long the address took to be reached. */
final class ConnectPhase implements Upgrader {

    private final Upgrader upgrader;

    private final Listeners listeners;

    private final Ticker ticker;

    private final String transport;

    private final long begun;

    private final AtomicBoolean ended = new AtomicBoolean();

    ConnectPhase(Upgrader upgrader, Listeners listeners, Ticker ticker, String transport) {
        this.upgrader = upgrader;
        this.listeners = listeners;
        this.ticker = ticker;
        this.transport = transport;
        this.begun = ticker.nanoTime();
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        end(null);
        return upgrader.upgrade(channel, route, expectedPeer);
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer,
            SecurityUpgrade security, StreamMuxer muxer) {
        end(null);
        return upgrader.upgrade(channel, route, expectedPeer, security, muxer);
    }

    @Override
    public ChannelHandler traffic(String name) {
        return upgrader.traffic(name);
    }

    /** The dial has ended; news only if the address was not reached. */
    void end(@Nullable Throwable cause) {
        if (ended.compareAndSet(false, true)) {
            Duration elapsed = Duration.ofNanos(ticker.nanoTime() - begun);
            UpgradePhase phase = new UpgradePhase(Phase.CONNECT, transport, Role.INITIATOR, UpgradePhase.NO_SECURITY,
                    elapsed, Outcome.of(cause));
            listeners.tell(listener -> listener.passed(phase));
        }
    }
}
