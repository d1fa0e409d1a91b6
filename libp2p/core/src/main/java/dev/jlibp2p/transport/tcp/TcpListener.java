package dev.jlibp2p.transport.tcp;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.TcpPorts;
import io.netty.util.concurrent.Future;

final class TcpListener implements Listener {

    private final TcpPorts.Lease lease;

    private final Multiaddr address;

    TcpListener(TcpPorts.Lease lease) {
        this.lease = lease;
        this.address = TcpTransport.multiaddr(lease.local());
    }

    @Override
    public Multiaddr address() {
        return address;
    }

    @Override
    public Future<Void> close() {
        return lease.close();
    }
}
