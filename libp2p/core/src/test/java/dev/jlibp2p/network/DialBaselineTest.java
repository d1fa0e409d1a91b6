package dev.jlibp2p.network;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.HostPair;
import java.io.IOException;
import java.util.function.UnaryOperator;

class DialBaselineTest extends DialBaselineContract {

    @Override
    protected HostPair pair(UnaryOperator<Libp2pBuilder> both) throws IOException {
        return HostPair.overTcp(both);
    }

    @Override
    protected String behindTcp() {
        return "";
    }
}
