package dev.jlibp2p.transport.quic;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.Listener;
import io.netty.util.concurrent.Future;

final class QuicListener implements Listener {

    private final QuicPort port;

    private final Multiaddr address;

    QuicListener(QuicPort port) {
        this.port = port;
        this.address = QuicTransport.multiaddr(port.bound());
    }

    @Override
    public Multiaddr address() {
        return address;
    }

    @Override
    public Future<Void> close() {
        return port.stopListening();
    }
}
