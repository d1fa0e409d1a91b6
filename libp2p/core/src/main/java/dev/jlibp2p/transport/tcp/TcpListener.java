package dev.jlibp2p.transport.tcp;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.Listener;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

final class TcpListener implements Listener {

    private final Channel channel;

    private final Multiaddr address;

    TcpListener(Channel channel) {
        this.channel = channel;
        this.address = TcpTransport.multiaddr((InetSocketAddress) channel.localAddress());
    }

    @Override
    public Multiaddr address() {
        return address;
    }

    @Override
    public Future<Void> close() {
        return channel.close();
    }
}
