package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.Upgrader;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

final class DefaultUpgrader implements Upgrader {

    private final NetworkSettings settings;

    DefaultUpgrader(NetworkSettings settings) {
        this.settings = settings;
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        return new Upgrade(settings, channel, route, expectedPeer).start();
    }
}
