package dev.jlibp2p.transport.websocket;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.network.DialBaselineContract;
import dev.jlibp2p.testsupport.Certificates;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

class SecureWebSocketDialBaselineTest extends DialBaselineContract {

    private static final Certificates WEB = Certificates.of("127.0.0.1");

    private static final SslContext CERTIFICATE = WEB.server();

    private static final SslContext TRUST = WEB.client();

    @Override
    protected HostPair pair(UnaryOperator<Libp2pBuilder> both) throws IOException {
        Host server = both.apply(node()).listen("/ip4/127.0.0.1/tcp/0/tls/ws").start();
        return new HostPair(server, both.apply(node()).start());
    }

    @Override
    protected String behindTcp() {
        return "/tls/ws";
    }

    private static Libp2pBuilder node() {
        return Libp2p.builder()
                .transports(List.of(context -> new WebSocketTransport(context.loops(), context.random(),
                        WebSocketSettings.defaults().withTrust(() -> TRUST).withCertificate(() -> CERTIFICATE))));
    }
}
