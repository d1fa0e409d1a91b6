package dev.jlibp2p.network;

import dev.jlibp2p.resource.ResourceLimitException;
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
import java.util.concurrent.atomic.AtomicReference;
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

    /** Messages queued for the reader before the channel is left alone, however small they are. */
    static final int MESSAGES_AHEAD = 16;

    /** A message below this size may keep a much larger buffer in use, so one that has to wait is copied. */
    private static final int COPIED_BELOW = 16 << 10;

    /** How the input ended: orderly, or with a cause, made only for a reader who meets it. */
    private record End(@Nullable Supplier<? extends IOException> cause) {}

    private final DuplexChannel channel;

    private final ReadAhead memory;

    private final Owner owner;

    private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger queued = new AtomicInteger();

    private final AtomicInteger messages = new AtomicInteger();

    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    private final AtomicBoolean stalled = new AtomicBoolean();

    /** Held while bytes are taken, so that closing never releases a buffer under a reader's hands. */
    private final ReentrantLock taking = new ReentrantLock();

    private @Nullable ByteBuf current;

    /** What was charged for it. */
    private int currentBytes;

    private volatile @Nullable Thread reader;

    private volatile boolean closed;

    /** Whose input it is. */
    interface Owner {

        /** Called by a reader that has to wait. */
        void beforeWaiting();

        /** Called by a reader that was interrupted while it waited. */
        void interrupted();

        /** Why the channel failed. */
        void failed(Supplier<? extends IOException> cause);

        /** No memory was left for what has arrived, which is lost. */
        void full(IOException cause);
    }

    /** @param memory where a message is charged from its arrival until all of it is read */
    BlockingInput(DuplexChannel channel, ReadAhead memory, Owner owner) {
        this.channel = channel;
        this.memory = memory;
        this.owner = owner;
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

    /**
     * Ends the input at once; what is queued and what still arrives is released. The first cause given here outdoes an orderly
     * end: a reader that has not read everything must not take it for the end.
     */
    void abort(Supplier<? extends IOException> cause) {
        taking.lock();
        try {
            if (!closed) {
                closed = true;
                end.set(new End(cause));
            }
            discard();
        } finally {
            taking.unlock();
        }
        LockSupport.unpark(reader);
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
        if (!charge(bytes)) {
            return;
        }
        queued.addAndGet(bytes.readableBytes());
        messages.incrementAndGet();
        queue.add(reader == null ? compact(bytes) : bytes);
        if (closed) {
            close();
        }
        LockSupport.unpark(reader);
        if (hasRoom()) {
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
        Supplier<IOException> failure = () -> StreamFailure.of(cause);
        end(failure);
        owner.failed(failure);
        if (!(cause instanceof IOException)) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(() -> new IOException("the stream is closed"));
        ctx.fireChannelInactive();
    }

    private void end(End how) {
        end.compareAndSet(null, how);
        LockSupport.unpark(reader);
    }

    private boolean hasRoom() {
        return queued.get() < READ_AHEAD && messages.get() < MESSAGES_AHEAD;
    }

    private void resumeWhenBelow() {
        if (hasRoom() && stalled.compareAndSet(true, false)) {
            BlockingView.onLoop(channel, channel::read);
        }
    }

    private ByteBuf compact(ByteBuf bytes) {
        int size = bytes.readableBytes();
        if (size >= COPIED_BELOW) {
            return bytes;
        }
        try {
            return channel.alloc().buffer(size, size).writeBytes(bytes);
        } finally {
            bytes.release();
        }
    }

    private boolean charge(ByteBuf bytes) {
        try {
            memory.charge(bytes.readableBytes());
            return true;
        } catch (ResourceLimitException e) {
            bytes.release();
            owner.full(e);
            return false;
        }
    }

    private void discard() {
        while (next() != null) {
            release();
        }
    }

    /** The message that is read, or the one to read next. */
    private @Nullable ByteBuf next() {
        ByteBuf next = current;
        if (next == null) {
            next = queue.poll();
            current = next;
            currentBytes = next == null ? 0 : next.readableBytes();
        }
        return next;
    }

    private void release() {
        ReferenceCountUtil.release(current);
        current = null;
        memory.release(currentBytes);
    }

    /** Takes from what has arrived; 0 when nothing has. */
    private int take(byte[] target, int offset, int length) {
        taking.lock();
        try {
            ByteBuf next = next();
            if (next == null) {
                return 0;
            }
            int count = Math.min(length, next.readableBytes());
            next.readBytes(target, offset, count);
            if (!next.isReadable()) {
                release();
                messages.decrementAndGet();
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
            End ended = end.get();
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
        throw ended.cause().get();
    }

    private void await() throws IOException {
        owner.beforeWaiting();
        reader = Thread.currentThread();
        try {
            while (queue.isEmpty() && end.get() == null) {
                if (Thread.currentThread().isInterrupted()) {
                    owner.interrupted();
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
            // Else a channel that was left alone stays so, and its peer's end is never seen.
            channel.shutdownInput();
        }
    }
}
