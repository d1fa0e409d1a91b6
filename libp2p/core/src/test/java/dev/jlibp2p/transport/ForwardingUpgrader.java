package dev.jlibp2p.transport;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Stands before another upgrader; to be extended by what a test wants to change. */
public class ForwardingUpgrader implements Upgrader {

    private final Upgrader upgrader;

    public ForwardingUpgrader(Upgrader upgrader) {
        this.upgrader = upgrader;
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        return upgrader.upgrade(channel, route, expectedPeer);
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer,
            SecurityUpgrade security, StreamMuxer muxer) {
        return upgrader.upgrade(channel, route, expectedPeer, security, muxer);
    }

    @Override
    public ChannelHandler traffic(String transport) {
        return upgrader.traffic(transport);
    }
}
