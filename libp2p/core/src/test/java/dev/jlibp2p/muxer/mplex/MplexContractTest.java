package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerContract;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;

class MplexContractTest extends MuxerContract {
    @Override
    protected MuxerSession start(Channel connection, Role role, ResourceScope scope) {
        return new MplexMuxer(MplexConfig.defaults()).start(connection, role, scope);
    }

    @Override
    protected boolean carriesResetCodes() {
        return false;
    }
}
