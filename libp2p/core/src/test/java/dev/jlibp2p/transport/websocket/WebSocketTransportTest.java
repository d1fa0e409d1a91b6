package dev.jlibp2p.transport.websocket;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContract;
import java.security.SecureRandom;

class WebSocketTransportTest extends TransportContract {

    private final Transport transport = new WebSocketTransport(loops, new SecureRandom(), WebSocketSettings.defaults());

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Multiaddr anywhere() {
        return Multiaddr.of("/ip4/127.0.0.1/tcp/0/ws");
    }
}
