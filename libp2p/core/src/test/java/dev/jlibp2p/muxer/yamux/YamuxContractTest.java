package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.MuxerContract;
import dev.jlibp2p.muxer.StreamMuxer;

class YamuxContractTest extends MuxerContract {
    @Override
    protected StreamMuxer muxer() {
        return new YamuxMuxer(YamuxConfig.defaults());
    }
}
