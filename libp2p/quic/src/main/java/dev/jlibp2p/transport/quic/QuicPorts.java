package dev.jlibp2p.transport.quic;

import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.Upgrader;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The UDP ports of one transport: those that listen, and one for dials of each family where none of them fits. */
final class QuicPorts {

    /** An unused dial port is kept for that long, for the next dial. */
    static final long LINGER_MILLIS = 5_000;

    private static final int SOCKET_BUFFER = 4 << 20;

    /** Room for as many datagrams as one system call brings. */
    private static final int RECEIVE_BUFFER = 64 << 10;

    private static final int MTU = 2048;

    private final EventLoopGroup loops;

    private final QuicParts parts;

    private final ReentrantLock lock = new ReentrantLock();

    private final List<QuicPort> open = new ArrayList<>();

    private final List<Opening> opening = new ArrayList<>();

    /** A port to dial from, or the wait for one, which ends on its loop. */
    record DialPort(EventLoop loop, Future<QuicPort> port) {}

    private boolean closed;

    private record Opening(boolean ip4, DialPort dial) {}

    QuicPorts(EventLoopGroup loops, QuicParts parts) {
        this.loops = loops;
        this.parts = parts;
    }

    /** A port of its own, with one user. */
    Future<QuicPort> bind(InetSocketAddress address, Upgrader upgrader) {
        return bind(loops.next(), address, upgrader, 0);
    }

    /** A port to dial from, with one user more. */
    DialPort towards(InetAddress peer, Upgrader upgrader) {
        boolean ip4 = peer instanceof Inet4Address;
        lock.lock();
        try {
            if (closed || loops.isShuttingDown()) {
                throw new IllegalStateException("the transport is closed");
            }
            for (QuicPort port : open) {
                if (reaches(port, peer) && port.acquire()) {
                    return new DialPort(port.eventLoop(), port.eventLoop().newSucceededFuture(port));
                }
            }
            for (Opening each : opening) {
                if (each.ip4() == ip4) {
                    return acquired(each.dial());
                }
            }
            EventLoop loop = loops.next();
            Opening begun = new Opening(ip4, new DialPort(loop,
                    bind(loop, new InetSocketAddress(wildcard(ip4), 0), upgrader, LINGER_MILLIS)));
            opening.add(begun);
            begun.dial().port().addListener(done -> opened(begun));
            return begun.dial();
        } finally {
            lock.unlock();
        }
    }

    /** Closes them all, and opens none any more. */
    Future<Void> close() {
        lock.lock();
        try {
            closed = true;
            Promise<Void> done = ImmediateEventExecutor.INSTANCE.newPromise();
            PromiseCombiner all = new PromiseCombiner(ImmediateEventExecutor.INSTANCE);
            open.forEach(port -> all.add(port.close()));
            all.finish(done);
            return done;
        } finally {
            lock.unlock();
        }
    }

    List<QuicPort> open() {
        lock.lock();
        try {
            return List.copyOf(open);
        } finally {
            lock.unlock();
        }
    }

    private void opened(Opening done) {
        lock.lock();
        try {
            opening.remove(done);
        } finally {
            lock.unlock();
        }
    }

    private static DialPort acquired(DialPort opening) {
        Promise<QuicPort> acquired = opening.loop().newPromise();
        opening.port().addListener((Future<QuicPort> done) -> {
            if (done.isSuccess() && done.getNow().acquire()) {
                acquired.setSuccess(done.getNow());
            } else {
                acquired.setFailure(done.isSuccess() ? new IOException("the port was closed") : done.cause());
            }
        });
        return new DialPort(opening.loop(), acquired);
    }

    /** A port on one address of this machine reaches what that address reaches: others of its kind. */
    private static boolean reaches(QuicPort port, InetAddress peer) {
        InetAddress local = port.bound().getAddress();
        boolean sameFamily = local instanceof Inet4Address == peer instanceof Inet4Address;
        if (local.isAnyLocalAddress()) {
            return sameFamily || local instanceof Inet6Address;
        }
        return sameFamily && local.isLoopbackAddress() == peer.isLoopbackAddress()
                && local.isLinkLocalAddress() == peer.isLinkLocalAddress();
    }

    private Future<QuicPort> bind(EventLoop loop, InetSocketAddress address, Upgrader upgrader, long lingerMillis) {
        Promise<QuicPort> bound = loop.newPromise();
        Opener opener = new Opener(upgrader, lingerMillis);
        ChannelFuture bind = bootstrap(loop, address).handler(opener).bind(address);
        bind.addListener(done -> {
            QuicPort port = opener.port;
            if (!done.isSuccess() || port == null) {
                bound.setFailure(done.cause() == null ? new IOException("the socket was closed") : done.cause());
                return;
            }
            lock.lock();
            try {
                open.add(port);
                if (closed) {
                    port.close();
                }
            } finally {
                lock.unlock();
            }
            bind.channel().closeFuture().addListener(closed -> closed(port));
            bound.setSuccess(port);
        });
        return bound;
    }

    private void closed(QuicPort port) {
        lock.lock();
        try {
            open.remove(port);
        } finally {
            lock.unlock();
        }
    }

    private Bootstrap bootstrap(EventLoop loop, InetSocketAddress address) {
        SocketProtocolFamily family = address.getAddress() instanceof Inet4Address
                ? SocketProtocolFamily.INET
                : SocketProtocolFamily.INET6;
        Bootstrap bootstrap = new Bootstrap().group(loop)
                .option(ChannelOption.ALLOCATOR, EventLoops.ALLOCATOR)
                .channelFactory(() -> socket(family))
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER);
        if (EventLoops.epoll() && parts.config().batchedReceive()) {
            int datagram = Math.max(MTU, parts.config().maxDatagramSize());
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, datagram)
                    .option(ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(Math.max(RECEIVE_BUFFER, datagram)));
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BUFFER));
        }
        return bootstrap;
    }

    private static DatagramChannel socket(SocketProtocolFamily family) {
        return EventLoops.epoll() ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
    }

    private static InetAddress wildcard(boolean ip4) {
        try {
            return InetAddress.getByAddress(new byte[ip4 ? 4 : 16]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts the port into the socket's pipeline before it is bound. */
    private final class Opener extends ChannelInitializer<Channel> {

        private final Upgrader upgrader;

        private final long lingerMillis;

        private volatile @Nullable QuicPort port;

        Opener(Upgrader upgrader, long lingerMillis) {
            this.upgrader = upgrader;
            this.lingerMillis = lingerMillis;
        }

        @Override
        protected void initChannel(Channel channel) {
            QuicPort made = new QuicPort(channel, parts, lingerMillis);
            channel.pipeline().addLast(upgrader.traffic(QuicTransport.NAME), made.demultiplexer());
            port = made;
        }
    }
}
