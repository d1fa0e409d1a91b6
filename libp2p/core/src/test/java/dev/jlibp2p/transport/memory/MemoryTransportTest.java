package dev.jlibp2p.transport.memory;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContract;

class MemoryTransportTest extends TransportContract {

    private final Transport transport = new MemoryTransport(loops.memory());

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Multiaddr anywhere() {
        return Multiaddr.of("/memory/0");
    }
}
