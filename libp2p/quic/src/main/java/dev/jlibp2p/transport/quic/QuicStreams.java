package dev.jlibp2p.transport.quic;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;

/** The streams QUIC has itself, as the upgrade sees them. */
record QuicStreams(QuicSession session) implements StreamMuxer {

    static final ProtocolId PROTOCOL = ProtocolId.of("/quic-v1");

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public MuxerSession start(Channel channel, Role role, ResourceScope scope) {
        return session.start(scope);
    }
}
