package dev.jlibp2p.muxer;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;

/**
 * A protocol that runs many streams on one secured channel.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/connections">libp2p connections: multiplexing</a>
 */
public interface StreamMuxer {

    /** The identifier proposed in negotiation, for example {@code /yamux/1.0.0}. */
    ProtocolId protocol();

    /**
     * Adds this muxer to the end of the pipeline of {@code channel}. Called on the channel's event loop. Nothing inbound is
     * processed before {@link MuxerSession#accept}. The session owns the channel from here on.
     *
     * @param role who opened the connection; decides the parity of stream ids
     * @param scope where received bytes and streams are charged; not closed by the session
     */
    MuxerSession start(Channel channel, Role role, ResourceScope scope);
}
