package dev.jlibp2p.transport.tcp;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.ByteLink;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;

/**
 * TCP: {@code /ip4/…/tcp/…} and {@code /ip6/…/tcp/…}, on epoll where there is one, else on NIO.
 *
 * <p>{@code /ip6/::} listens on both families with one socket, {@code /ip4/0.0.0.0} on IPv4 alone. A port somebody else
 * holds is refused, also when that owner would share it.
 */
public final class TcpTransport implements Transport {

    private static final String NAME = "tcp";

    /** Above the high mark muxers stop writing; wide enough for some full records, small against a window. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private final EventLoopGroup loops;

    private final boolean noDelay;

    /** Runs on {@code loops}' sockets; {@code noDelay} switches Nagle's algorithm off. */
    public TcpTransport(EventLoops loops, boolean noDelay) {
        this.loops = loops.sockets();
        this.noDelay = noDelay;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean handles(Multiaddr address) {
        List<Component> parts = address.withoutPeer().components();
        return parts.size() == 2 && parts.get(1).protocol() == Protocol.TCP
                && (parts.get(0).protocol() == Protocol.IP4 || parts.get(0).protocol() == Protocol.IP6);
    }

    @Override
    public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
        ChannelFuture connect = new Bootstrap().group(loops)
                .channelFactory(clientChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, noDelay)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(context.connectTimeout().toMillis()))
                .handler(Nothing.INSTANCE)
                .connect(socketAddress(address));
        return ByteLink.dialled(connect, address, context, channel -> route(channel, context.role()));
    }

    @Override
    public Future<Listener> listen(Multiaddr address, ListenContext context) {
        InetSocketAddress local = socketAddress(address);
        Promise<Listener> listening = loops.next().newPromise();
        ChannelFuture bind = new ServerBootstrap().group(loops)
                .channelFactory(serverChannel(local))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, noDelay)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(ByteLink.accepting(context, channel -> route(channel, Role.RESPONDER)))
                .bind(local);
        bind.addListener(bound -> {
            if (bound.isSuccess()) {
                listening.setSuccess(new TcpListener(bind.channel()));
            } else {
                listening.setFailure(new IOException("cannot listen on " + address + ": " + bound.cause().getMessage(),
                        bound.cause()));
            }
        });
        return listening;
    }

    private static InetSocketAddress socketAddress(Multiaddr address) {
        return address.socketAddress()
                .orElseThrow(
                        () -> new IllegalArgumentException(address + " is no TCP address (expected: /ip4/…/tcp/…)"));
    }

    static Multiaddr multiaddr(InetSocketAddress address) {
        return Multiaddr.of(address, Protocol.TCP);
    }

    private static Route route(Channel channel, Role role) {
        return new Route(NAME, role, multiaddr((InetSocketAddress) channel.localAddress()),
                multiaddr((InetSocketAddress) channel.remoteAddress()), false);
    }

    private static ChannelFactory<SocketChannel> clientChannel() {
        return EventLoops.epoll() ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    /** A socket for IPv4 alone is asked for by its family: Netty binds {@code 0.0.0.0} to both. */
    private static ChannelFactory<ServerChannel> serverChannel(InetSocketAddress local) {
        SocketProtocolFamily family = local.getAddress() instanceof Inet6Address
                ? SocketProtocolFamily.INET6
                : SocketProtocolFamily.INET;
        return EventLoops.epoll()
                ? () -> new EpollServerSocketChannel(family)
                : () -> new NioServerSocketChannel(SelectorProvider.provider(), family);
    }

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {

        static final Nothing INSTANCE = new Nothing();

        @Override
        public boolean isSharable() {
            return true;
        }
    }
}
