package dev.jlibp2p.transport.tcp;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.negotiation.NegotiationException;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.PeerIdMismatchException;
import dev.jlibp2p.transport.ByteLink;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.FirstBytes;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.PortReuse;
import dev.jlibp2p.transport.TcpPorts;
import dev.jlibp2p.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TCP: {@code /ip4/…/tcp/…} and {@code /ip6/…/tcp/…}, on epoll where there is one, else on NIO.
 *
 * <p>{@code /ip6/::} listens on both families with one socket, {@code /ip4/0.0.0.0} on IPv4 alone. A port somebody else
 * holds is refused, also when that owner would share it.
 */
public final class TcpTransport implements Transport {

    private static final String NAME = "tcp";

    private final EventLoopGroup loops;

    private final TcpPorts ports;

    private final boolean noDelay;

    private final boolean portReuse;

    /** Runs on {@code loops}' sockets and dials from the ports it listens on; {@code noDelay} switches Nagle's algorithm off. */
    public TcpTransport(EventLoops loops, boolean noDelay) {
        this(loops, noDelay, true);
    }

    /** Same, where {@code portReuse} tells whether to dial from the ports it listens on. */
    public TcpTransport(EventLoops loops, boolean noDelay, boolean portReuse) {
        this.loops = loops.sockets();
        this.ports = loops.tcpPorts();
        this.noDelay = noDelay;
        this.portReuse = portReuse;
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
    public boolean isProtectable() {
        return true;
    }

    @Override
    public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
        EventLoop loop = loops.next();
        InetSocketAddress local = portReuse ? ports.dialFrom(socketAddress(address)) : null;
        if (local == null) {
            return dial(address, context, loop, null);
        }
        Promise<SecuredMuxer> link = loop.newPromise();
        Future<SecuredMuxer> reusing = dial(address, context, loop, local);
        link.addListener(done -> reusing.cancel(false));
        reusing.addListener((Future<SecuredMuxer> done) -> {
            if (done.isSuccess() || link.isDone() || !deservesAnotherPort(done.cause())) {
                settle(reusing, link);
            } else {
                settle(dial(address, context, loop, null), link);
            }
        });
        return link;
    }

    /** A link that comes too late is nobody's. */
    private static void settle(Future<SecuredMuxer> dialled, Promise<SecuredMuxer> link) {
        link.addListener(done -> dialled.cancel(false));
        dialled.addListener((Future<SecuredMuxer> done) -> {
            if (!done.isSuccess()) {
                link.tryFailure(done.cause());
            } else if (!link.trySuccess(done.getNow())) {
                done.getNow().session().close();
            }
        });
    }

    /**
     * The port is to blame; or perhaps the peer has dialled us from its own in the same moment, which makes one connection of
     * both dials, where each end takes the other for the one that answers.
     */
    private static boolean deservesAnotherPort(Throwable failure) {
        return PortReuse.isToBlame(failure) || failure instanceof NegotiationException
                || failure instanceof HandshakeException && !(failure instanceof PeerIdMismatchException);
    }

    private Future<SecuredMuxer> dial(Multiaddr address, DialContext context, EventLoop loop,
            @Nullable InetSocketAddress local) {
        Bootstrap bootstrap = new Bootstrap().group(loop)
                .option(ChannelOption.ALLOCATOR, EventLoops.ALLOCATOR)
                .channelFactory(clientChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, noDelay)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, TcpPorts.WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(context.connectTimeout().toMillis()))
                .handler(Nothing.INSTANCE);
        if (local != null) {
            PortReuse.prepare(bootstrap);
        }
        ChannelFuture connect = bootstrap.connect(socketAddress(address), local);
        return ByteLink.dialled(connect, address, context, channel -> route(channel, context.role()));
    }

    @Override
    public Future<Listener> listen(Multiaddr address, ListenContext context) {
        Promise<Listener> listening = loops.next().newPromise();
        ChannelHandler accepting = ByteLink.accepting(context, this::accepted,
                channel -> route(channel, Role.RESPONDER));
        ports.listen(socketAddress(address), FirstBytes.MULTISTREAM, context.upgrader(), accepting)
                .addListener((Future<TcpPorts.Lease> bound) -> {
                    if (bound.isSuccess()) {
                        if (portReuse) {
                            bound.getNow().shareWithDials();
                        }
                        listening.setSuccess(new TcpListener(bound.getNow()));
                    } else {
                        listening.setFailure(new IOException(
                                "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause()));
                    }
                });
        return listening;
    }

    private Future<Void> accepted(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, noDelay);
        return channel.newSucceededFuture();
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

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {

        static final Nothing INSTANCE = new Nothing();

        @Override
        public boolean isSharable() {
            return true;
        }
    }
}
