package dev.jlibp2p.transport;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the channel of a transport into a secured, multiplexed link. Every link of a node comes this way and passes the same
 * gater, limits, deadline and checks, whatever its transport brings with it.
 */
public interface Upgrader {

    /**
     * Decides whether an accepted channel may go on, and counts it from here on, until it is closed. {@link #upgrade} does that
     * by itself; a transport that does anything before, a handshake of TLS above all, comes here first. Called on the channel's
     * event loop; again counts nothing, but where the route tells more than before the gater is asked once more.
     *
     * @throws IOException the gater or a limit refuses the channel, which is the caller's to close
     */
    default void admit(Channel channel, Route route) throws IOException {}

    /**
     * Takes ownership of {@code channel}, which is connected, registered and has auto-read off. Called on its event loop. One
     * deadline covers the whole upgrade, however slowly a peer sends. Failing, timing out or being cancelled closes the
     * channel; success hands it over with the link. Security and muxer are negotiated with the peer.
     */
    Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer);

    /**
     * Same, for a transport that secures its channels and has streams itself: nothing is negotiated. The channel need not be
     * connected yet where {@code security} waits for that.
     *
     * @param security proves the peer on this channel; its muxer, if it tells one, is not asked
     * @param muxer makes the streams of this channel
     */
    Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer, SecurityUpgrade security,
            StreamMuxer muxer);

    /**
     * Counts the bytes of a transport whose channels share a socket: a sharable handler for the pipeline of that socket. What
     * passes the channels themselves is counted without it.
     */
    ChannelHandler traffic(String transport);

    /**
     * Whether the bytes of every link are scrambled from the first one on, so that nobody can tell what they are; as with the key
     * of a private network.
     */
    default boolean scrambles() {
        return false;
    }
}
