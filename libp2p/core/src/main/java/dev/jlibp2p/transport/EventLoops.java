package dev.jlibp2p.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The event loops of one node: one group for sockets, one for the memory transport, each made when first asked for. */
public final class EventLoops implements AutoCloseable {

    /**
     * Where the buffers of all channels come from: Netty's default, which is the adaptive allocator unless
     * {@code -Dio.netty.allocator.type} says otherwise. It takes direct memory, up to {@code -XX:MaxDirectMemorySize}, and keeps
     * what it took for the next connections. Limits count what buffers hold, at most half of that; the rest is for what the
     * allocator keeps and for what waits to be sent.
     */
    public static final ByteBufAllocator ALLOCATOR = ByteBufAllocator.DEFAULT;

    private static final boolean EPOLL = Epoll.isAvailable();

    /** Milliseconds: the other end of a memory link tells this one's loop that it has closed too. */
    private static final long MEMORY_QUIET_PERIOD = 50;

    private final int threads;

    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable EventLoopGroup sockets;

    private @Nullable EventLoopGroup memory;

    private @Nullable TcpPorts tcpPorts;

    /** Changed under the lock, read without: whoever asks for stalls must not wait for loops that end slowly. */
    private volatile @Nullable LoopWatch watch;

    private boolean ended;

    /** With {@code threads} loops for sockets, or one for each processor when 0. */
    public EventLoops(int threads) {
        this.threads = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** Whether sockets run on epoll; else on NIO. */
    public static boolean epoll() {
        return EPOLL;
    }

    /** Loops for sockets; fails once they have ended. */
    public EventLoopGroup sockets() {
        lock.lock();
        try {
            checkRunning();
            if (sockets == null) {
                sockets = group("libp2p-io", EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(), threads);
            }
            return sockets;
        } finally {
            lock.unlock();
        }
    }

    /** The TCP sockets this node listens on; fails once the loops have ended. */
    public TcpPorts tcpPorts() {
        lock.lock();
        try {
            if (tcpPorts == null) {
                tcpPorts = new TcpPorts(sockets());
            }
            return tcpPorts;
        } finally {
            lock.unlock();
        }
    }

    /** Loops for channels within the process; fails once they have ended. */
    public EventLoopGroup memory() {
        lock.lock();
        try {
            checkRunning();
            if (memory == null) {
                memory = group("libp2p-memory", LocalIoHandler.newFactory(), Math.min(2, threads));
            }
            return memory;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Called on {@code loop}, one of these, which is asked ten times a second from now on whether it still runs. When it has not
     * answered for 100 ms it is named in the log with the stack of its thread.
     */
    public void watch(EventExecutor loop) {
        lock.lock();
        try {
            LoopWatch watching = watch;
            if (watching == null && !ended) {
                watching = new LoopWatch();
                watch = watching;
            }
            if (watching != null) {
                watching.watch(loop);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The watched loops that have not answered for 100 ms or more now, by the names of their threads, and for how long. */
    public Map<String, Duration> stalls() {
        LoopWatch watching = watch;
        return watching == null ? Map.of() : watching.stalls();
    }

    /** Ends all loops and waits for their threads, for two seconds at most each. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            LoopWatch watching = watch;
            if (watching != null) {
                watching.close();
                watch = null;
            }
            end(sockets, 0);
            end(memory, MEMORY_QUIET_PERIOD);
            sockets = null;
            memory = null;
        } finally {
            lock.unlock();
        }
    }

    private void checkRunning() {
        if (ended) {
            throw new IllegalStateException("the event loops of this node have ended; start the host again");
        }
    }

    private static EventLoopGroup group(String name, IoHandlerFactory handlers, int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers);
    }

    private static void end(@Nullable EventLoopGroup group, long quietPeriod) {
        if (group != null) {
            group.shutdownGracefully(quietPeriod, 2_000, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(3, TimeUnit.SECONDS);
        }
    }
}
