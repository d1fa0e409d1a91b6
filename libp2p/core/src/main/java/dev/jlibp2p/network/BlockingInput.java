package dev.jlibp2p.network;

import dev.jlibp2p.connection.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a stream channel receives to one waiting reader. The event loop enqueues, the reader polls; a reader that falls
 * behind stops the channel's reads, so the peer's window does not grow.
 */
final class BlockingInput extends ChannelInboundHandlerAdapter {

    /** Bytes received ahead of the reader before the channel is left alone. */
    static final int READ_AHEAD = 64 << 10;

    /** How the input ended: orderly, or with a cause, made only for a reader who meets it. */
    private record End(@Nullable Supplier<? extends IOException> cause) {}

    private final DuplexChannel channel;

    private final Runnable beforeWaiting;

    private final Runnable onInterrupt;

    private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger queued = new AtomicInteger();

    private final AtomicBoolean stalled = new AtomicBoolean();

    /** Held while bytes are taken, so that closing never releases a buffer under a reader's hands. */
    private final ReentrantLock taking = new ReentrantLock();

    private @Nullable ByteBuf current;

    private volatile @Nullable Thread reader;

    private volatile @Nullable End end;

    private volatile boolean closed;

    BlockingInput(DuplexChannel channel, Runnable beforeWaiting, Runnable onInterrupt) {
        this.channel = channel;
        this.beforeWaiting = beforeWaiting;
        this.onInterrupt = onInterrupt;
    }

    InputStream stream() {
        return new View();
    }

    /** Ends the input once what is queued has been read; a second end is ignored. */
    void end(Supplier<? extends IOException> cause) {
        end(new End(cause));
    }

    /** Lets go: what is queued and what still arrives is released. */
    void close() {
        abort(() -> new IOException("the stream is closed"));
    }

    /** Ends the input at once; what is queued and what still arrives is released. */
    void abort(Supplier<? extends IOException> cause) {
        closed = true;
        end(cause);
        taking.lock();
        try {
            discard();
        } finally {
            taking.unlock();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed || !bytes.isReadable()) {
            bytes.release();
            ctx.read();
            return;
        }
        int behind = queued.addAndGet(bytes.readableBytes());
        queue.add(bytes);
        if (closed) {
            close();
        }
        LockSupport.unpark(reader);
        if (behind < READ_AHEAD) {
            ctx.read();
            return;
        }
        stalled.set(true);
        resumeWhenBelow();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            end(new End(null));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(() -> cause instanceof IOException io ? io : new IOException(cause.toString(), cause));
        if (!(cause instanceof IOException)) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(() -> new IOException("the connection is closed"));
        ctx.fireChannelInactive();
    }

    private void end(End how) {
        if (end == null) {
            end = how;
        }
        LockSupport.unpark(reader);
    }

    private void resumeWhenBelow() {
        if (queued.get() < READ_AHEAD && stalled.compareAndSet(true, false)) {
            channel.eventLoop().execute(channel::read);
        }
    }

    private void discard() {
        ReferenceCountUtil.release(current);
        current = null;
        for (ByteBuf next = queue.poll(); next != null; next = queue.poll()) {
            next.release();
        }
    }

    /** Takes from what has arrived; 0 when nothing has. */
    private int take(byte[] target, int offset, int length) {
        taking.lock();
        try {
            if (current == null) {
                current = queue.poll();
            }
            if (current == null) {
                return 0;
            }
            int count = Math.min(length, current.readableBytes());
            current.readBytes(target, offset, count);
            if (!current.isReadable()) {
                current.release();
                current = null;
            }
            queued.addAndGet(-count);
            return count;
        } finally {
            taking.unlock();
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        Blocking.check();
        while (true) {
            int count = take(target, offset, length);
            if (count > 0) {
                resumeWhenBelow();
                return count;
            }
            End ended = end;
            if (ended == null) {
                await();
            } else if (queue.isEmpty()) {
                return endWith(ended);
            }
        }
    }

    private static int endWith(End ended) throws IOException {
        if (ended.cause() == null) {
            return -1;
        }
        IOException cause = ended.cause().get();
        if (cause instanceof StreamResetException reset) {
            throw new StreamResetException(reset.code(), reset.byPeer());
        }
        throw cause;
    }

    private void await() throws IOException {
        beforeWaiting.run();
        reader = Thread.currentThread();
        try {
            while (queue.isEmpty() && end == null) {
                if (Thread.currentThread().isInterrupted()) {
                    onInterrupt.run();
                    throw new InterruptedIOException("interrupted while reading; the stream is reset");
                }
                LockSupport.park(this);
            }
        } finally {
            reader = null;
        }
    }

    private final class View extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            return length == 0 ? 0 : BlockingInput.this.read(target, offset, length);
        }

        @Override
        public int available() {
            return queued.get();
        }

        @Override
        public void close() {
            BlockingInput.this.close();
        }
    }
}
