package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.Upgrader;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

final class DefaultUpgrader implements Upgrader {

    private final NetworkSettings settings;

    private final Set<Upgrade> running = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    DefaultUpgrader(NetworkSettings settings) {
        this.settings = settings;
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        Upgrade upgrade = new Upgrade(settings, channel, route, expectedPeer);
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
