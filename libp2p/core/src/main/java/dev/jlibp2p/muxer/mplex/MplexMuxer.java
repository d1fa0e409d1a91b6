package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;

/**
 * Mplex: streams without flow control, for peers that know no better muxer.
 *
 * <p>A reader that lags holds up the whole connection for a while and then loses its stream, as the specification has it; see
 * {@link MplexConfig}. What arrives for a stream that has ended is dropped and counted. Reset codes do not travel. A peer that
 * breaks the rules loses the connection; one that only asks for too much is refused stream by stream.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/mplex/README.md">mplex specification</a>
 */
public final class MplexMuxer implements StreamMuxer {
    private static final ProtocolId PROTOCOL = ProtocolId.of("/mplex/6.7.0");

    private final MplexConfig config;

    public MplexMuxer(MplexConfig config) {
        this.config = config;
    }

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public MuxerSession start(Channel channel, Role role, ResourceScope scope) {
        return new MplexSession(channel, config, scope).streams();
    }
}
