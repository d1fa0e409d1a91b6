package dev.jlibp2p.transport.websocket;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.ByteLink;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.FirstBytes;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.TcpPorts;
import dev.jlibp2p.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/**
 * WebSocket: {@code /ip4/…/tcp/…/ws}, {@code …/tls/ws}, {@code …/tls/sni/…/ws}, and {@code …/wss}, which is understood and
 * told as {@code /tls/ws}. The peer is proven by what runs inside, as on every transport; a certificate only has to be valid
 * for the name or address that was dialled.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/websockets">libp2p WebSockets</a>
 */
public final class WebSocketTransport implements Transport {

    private static final String NAME = "websocket";

    private final EventLoopGroup loops;

    private final TcpPorts ports;

    private final WebSocketOpening opening;

    /** Runs on {@code loops}' sockets; {@code random} makes keys and masks. */
    public WebSocketTransport(EventLoops loops, SecureRandom random, WebSocketSettings settings) {
        this.loops = loops.sockets();
        this.ports = loops.tcpPorts();
        this.opening = new WebSocketOpening(random, settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean handles(Multiaddr address) {
        return WebSocketAddress.of(address).isPresent();
    }

    @Override
    public boolean isProtectable() {
        return true;
    }

    @Override
    public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
        WebSocketAddress to = read(address);
        ChannelFuture connect = new Bootstrap().group(loops)
                .option(ChannelOption.ALLOCATOR, EventLoops.ALLOCATOR)
                .channelFactory(EventLoops.epoll() ? EpollSocketChannel::new : NioSocketChannel::new)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, TcpPorts.WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(context.connectTimeout().toMillis()))
                .handler(new ChannelInboundHandlerAdapter())
                .connect(to.socket());
        Multiaddr peer = WebSocketAddress.canonical(address.withoutPeer());
        return ByteLink.dialled(connect, address, context, channel -> opening.ask(channel, to),
                channel -> new Route(NAME, context.role(), local(channel, to.secure()), peer, false));
    }

    @Override
    public Future<Listener> listen(Multiaddr address, ListenContext context) {
        WebSocketAddress at = read(address);
        Promise<Listener> listening = loops.next().newPromise();
        if (at.secure() && !opening.hasCertificate()) {
            return listening.setFailure(new IOException("cannot listen on " + address
                    + ": a secure WebSocket needs a certificate, and none is configured"));
        }
        ChannelHandler accepting = ByteLink.accepting(context, channel -> opening.answer(channel, at.secure()),
                channel -> new Route(NAME, Role.RESPONDER, local(channel, at.secure()),
                        WebSocketAddress.at((InetSocketAddress) channel.remoteAddress(), at.secure()), false));
        ports.listen(at.socket(), at.secure() ? FirstBytes.TLS : FirstBytes.HTTP, context.upgrader(), accepting)
                .addListener((Future<TcpPorts.Lease> bound) -> {
                    if (bound.isSuccess()) {
                        listening.setSuccess(new WebSocketListener(bound.getNow(), at.secure()));
                    } else {
                        listening.setFailure(new IOException(
                                "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause()));
                    }
                });
        return listening;
    }

    private static WebSocketAddress read(Multiaddr address) {
        return WebSocketAddress.of(address)
                .orElseThrow(() -> new IllegalArgumentException(
                        address + " is no WebSocket address (expected: /ip4/…/tcp/…/ws or …/tls/ws)"));
    }

    private static Multiaddr local(Channel channel, boolean secure) {
        return WebSocketAddress.at((InetSocketAddress) channel.localAddress(), secure);
    }

    private record WebSocketListener(TcpPorts.Lease lease, boolean secure) implements Listener {

        @Override
        public Multiaddr address() {
            return WebSocketAddress.at(lease.local(), secure);
        }

        @Override
        public Future<Void> close() {
            return lease.close();
        }
    }
}
