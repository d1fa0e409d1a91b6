package dev.jlibp2p.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The TCP sockets one node listens on. Transports that are told to listen on the same address and the same port share one
 * socket, and connections are told apart by their {@link FirstBytes}; port 0 is a port of its own each time. A port somebody
 * else holds is refused, also when that owner would share it.
 *
 * <p>Thread-safe. {@code ::} is both families, {@code 0.0.0.0} IPv4 alone.
 */
public final class TcpPorts {

    /** Above the high mark muxers stop writing; wide enough for some full records, small against a window. */
    public static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private final EventLoopGroup loops;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<InetSocketAddress, TcpPort> ports = new HashMap<>();

    TcpPorts(EventLoopGroup loops) {
        this.loops = loops;
    }

    /** One transport's part in a port. */
    public interface Lease {

        /** What is bound, with the real port. */
        InetSocketAddress local();

        /** From now on dials may start from this port too; nothing where the system has no such thing. */
        void shareWithDials();

        /** Nothing is accepted for this transport any more; the socket goes with the last lease. Callable more than once. */
        Future<Void> close();
    }

    /**
     * Listens. Fails with an {@link IOException}: the port is taken, or cannot be shared.
     *
     * @param begins how peers of this transport begin
     * @param upgrader admits the connections of a shared port; where it scrambles all bytes no port is shared
     * @param child handles accepted channels, which have auto-read off; sharable
     */
    public Future<Lease> listen(InetSocketAddress local, FirstBytes begins, Upgrader upgrader, ChannelHandler child) {
        Promise<Lease> leased = loops.next().newPromise();
        TcpPort there = at(local);
        if (there != null) {
            try {
                return leased.setSuccess(there.share(begins, upgrader, child));
            } catch (IOException e) {
                return leased.setFailure(e);
            }
        }
        TcpPort port = new TcpPort(begins, upgrader, child);
        ChannelFuture bind = bind(local, port);
        bind.addListener(bound -> {
            if (bound.isSuccess()) {
                Lease first = port.opened(bind.channel(), begins, child);
                remember(port, first.local(), bind.channel());
                leased.setSuccess(first);
            } else {
                leased.setFailure(bound.cause());
            }
        });
        return leased;
    }

    /** The end from which a dial to {@code peer} starts so that the peer sees a port we listen on; null when there is none. */
    public @Nullable InetSocketAddress dialFrom(InetSocketAddress peer) {
        lock.lock();
        try {
            return ports.values()
                    .stream()
                    .flatMap(port -> port.sharedWithDials().stream())
                    .flatMap(port -> PortReuse.from(port, peer).stream())
                    .findFirst()
                    .orElse(null);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TcpPort at(InetSocketAddress local) {
        lock.lock();
        try {
            return ports.get(local);
        } finally {
            lock.unlock();
        }
    }

    private ChannelFuture bind(InetSocketAddress local, TcpPort port) {
        return new ServerBootstrap().group(loops)
                .childOption(ChannelOption.ALLOCATOR, EventLoops.ALLOCATOR)
                .channelFactory(serverChannel(local))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {

                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(port.child());
                    }
                })
                .bind(local);
    }

    private void remember(TcpPort port, InetSocketAddress local, Channel channel) {
        lock.lock();
        try {
            ports.put(local, port);
        } finally {
            lock.unlock();
        }
        channel.closeFuture().addListener(closed -> forget(local, port));
    }

    private void forget(InetSocketAddress local, TcpPort port) {
        lock.lock();
        try {
            ports.remove(local, port);
        } finally {
            lock.unlock();
        }
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
}
