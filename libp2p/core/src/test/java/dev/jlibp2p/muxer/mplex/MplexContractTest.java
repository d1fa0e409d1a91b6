package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.muxer.MuxerContract;
import dev.jlibp2p.muxer.StreamMuxer;

class MplexContractTest extends MuxerContract {
    @Override
    protected StreamMuxer muxer() {
        return new MplexMuxer(MplexConfig.defaults());
    }
}
