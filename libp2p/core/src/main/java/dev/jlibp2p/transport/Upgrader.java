package dev.jlibp2p.transport;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Turns the raw channel of a byte transport into a secured, multiplexed link. */
public interface Upgrader {

    /**
     * Takes ownership of {@code channel}, which is connected, registered and has auto-read off. Called on its event loop. One
     * deadline covers the whole upgrade, however slowly a peer sends. Failing, timing out or being cancelled closes the
     * channel; success hands it over with the link.
     */
    Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer);
}
