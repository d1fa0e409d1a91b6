package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.FlowControlContract;
import dev.jlibp2p.muxer.StreamMuxer;

class YamuxContractTest extends FlowControlContract {
    @Override
    protected StreamMuxer muxer() {
        return new YamuxMuxer(YamuxConfig.defaults());
    }
}
