package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.FlowControlContract;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;

class YamuxContractTest extends FlowControlContract {
    @Override
    protected MuxerSession start(Channel connection, Role role, ResourceScope scope) {
        return new YamuxMuxer(YamuxConfig.defaults()).start(connection, role, scope);
    }
}
