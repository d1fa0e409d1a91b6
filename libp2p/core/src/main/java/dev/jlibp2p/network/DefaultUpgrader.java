package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.network.Upgrade.Terms;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.transport.Upgrader;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

final class DefaultUpgrader implements Upgrader {

    private final NetworkSettings settings;

    private final Listeners listeners;

    private final TrafficHandlers traffic;

    private final Set<Upgrade> running = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    DefaultUpgrader(NetworkSettings settings, Listeners listeners, TrafficHandlers traffic) {
        this.settings = settings;
        this.listeners = listeners;
        this.traffic = traffic;
    }

    @Override
    public void admit(Channel channel, Route route) throws IOException {
        new Entrance(settings).admit(channel, route);
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        return upgrade(channel, route, expectedPeer, passed -> {});
    }

    /** Same, and tells {@code watch} of every phase. */
    Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer,
            Consumer<? super UpgradePhase> watch) {
        channel.pipeline().addFirst("traffic", traffic.ofTransport(route.transport()));
        return start(new Upgrade(settings, listeners, channel, route,
                new Terms(expectedPeer, settings.securities(), settings.muxers(), true, watch)));
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer,
            SecurityUpgrade security, StreamMuxer muxer) {
        return start(new Upgrade(settings, listeners, channel, route,
                new Terms(expectedPeer, List.of(security), List.of(muxer), false, passed -> {})));
    }

    @Override
    public boolean scrambles() {
        return settings.protector() != null;
    }

    @Override
    public ChannelHandler traffic(String transport) {
        return traffic.ofTransport(transport);
    }

    private Future<SecuredMuxer> start(Upgrade upgrade) {
        Future<SecuredMuxer> link = upgrade.start();
        running.add(upgrade);
        link.addListener(done -> running.remove(upgrade));
        if (closed) {
            upgrade.stop();
        }
        return link;
    }

    /** Ends every upgrade, those to come included; while the event loops run, which may forget channels when they end. */
    void close() {
        closed = true;
        running.forEach(Upgrade::stop);
    }
}
