package dev.jlibp2p.transport.websocket;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.network.DialBaselineContract;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

class WebSocketDialBaselineTest extends DialBaselineContract {

    @Override
    protected HostPair pair(UnaryOperator<Libp2pBuilder> both) throws IOException {
        Host server = both.apply(node()).listen("/ip4/127.0.0.1/tcp/0/ws").start();
        return new HostPair(server, both.apply(node()).start());
    }

    @Override
    protected String behindTcp() {
        return "/ws";
    }

    private static Libp2pBuilder node() {
        return Libp2p.builder()
                .transports(List.of(context -> new WebSocketTransport(context.loops(), context.random(),
                        WebSocketSettings.defaults())));
    }
}
