package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerException;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;

/**
 * Yamux: streams with windows of their own over one connection.
 *
 * <p>Peers who break the rules lose the connection: the first {@link MuxerException} is answered with a go-away that says
 * so. Peers who only ask for too much are refused stream by stream. The node's
 * {@link dev.jlibp2p.resource.Refusals} tell how often each happened.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">yamux specification</a>
 */
public final class YamuxMuxer implements StreamMuxer {
    private static final ProtocolId PROTOCOL = ProtocolId.of("/yamux/1.0.0");

    private final YamuxConfig config;

    public YamuxMuxer(YamuxConfig config) {
        this.config = config;
    }

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public MuxerSession start(Channel channel, Role role, ResourceScope scope) {
        return new YamuxSession(channel, role == Role.INITIATOR, config, scope).streams();
    }
}
