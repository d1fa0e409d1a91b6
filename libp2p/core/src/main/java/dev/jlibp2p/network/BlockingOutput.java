package dev.jlibp2p.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers what one writer writes into frames and waits while too much of it is on its way. */
final class BlockingOutput extends OutputStream {

    /** One yamux frame of this size and its header fill one Noise record. */
    private static final int FRAME = 65_507;

    private static final int FIRST_CAPACITY = 1 << 10;

    /** Bytes on their way above which a writer waits, and below which it goes on. */
    private static final int HIGH = 256 << 10;

    private static final int LOW = 128 << 10;

    private final DuplexChannel channel;

    private final Runnable onInterrupt;

    private final AtomicInteger inFlight = new AtomicInteger();

    /** Guards {@code gathered}: closing may come from another thread than writing. */
    private final ReentrantLock gathering = new ReentrantLock();

    private @Nullable ByteBuf gathered;

    private boolean closed;

    private volatile @Nullable Thread writer;

    private volatile @Nullable Supplier<? extends IOException> failure;

    BlockingOutput(DuplexChannel channel, Runnable onInterrupt) {
        this.channel = channel;
        this.onInterrupt = onInterrupt;
    }

    /** Fails everything from here on and drops what was gathered; the first cause stays. */
    void fail(Supplier<? extends IOException> cause) {
        if (failure == null) {
            failure = cause;
        }
        gathering.lock();
        try {
            ReferenceCountUtil.release(gathered);
            gathered = null;
        } finally {
            gathering.unlock();
        }
        LockSupport.unpark(writer);
    }

    /** Sends what was gathered, if anything: a reader about to wait for an answer wants its question to be out. */
    void sendGathered() {
        gathering.lock();
        try {
            send();
        } finally {
            gathering.unlock();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        Blocking.check();
        int from = offset;
        int left = length;
        while (left > 0) {
            awaitRoom();
            int count = gather(source, from, left);
            from += count;
            left -= count;
        }
    }

    @Override
    public void flush() throws IOException {
        Blocking.check();
        gathering.lock();
        try {
            checkUsable();
            send();
        } finally {
            gathering.unlock();
        }
    }

    @Override
    public void close() {
        gathering.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            send();
        } finally {
            gathering.unlock();
        }
        channel.shutdownOutput();
    }

    private int gather(byte[] source, int offset, int length) throws IOException {
        gathering.lock();
        try {
            checkUsable();
            ByteBuf buffer = gathered;
            if (buffer == null) {
                buffer = channel.alloc().directBuffer(Math.min(FRAME, Math.max(FIRST_CAPACITY, length)), FRAME);
                gathered = buffer;
            }
            int count = Math.min(length, FRAME - buffer.readableBytes());
            buffer.writeBytes(source, offset, count);
            if (buffer.readableBytes() == FRAME) {
                send();
            }
            return count;
        } finally {
            gathering.unlock();
        }
    }

    private void send() {
        ByteBuf frame = gathered;
        if (frame == null) {
            return;
        }
        gathered = null;
        int size = frame.readableBytes();
        inFlight.addAndGet(size);
        channel.writeAndFlush(frame).addListener(done -> written(size, done));
    }

    private void written(int size, Future<? super Void> done) {
        if (!done.isSuccess()) {
            fail(() -> StreamFailure.of(done.cause()));
        }
        if (inFlight.addAndGet(-size) < LOW) {
            LockSupport.unpark(writer);
        }
    }

    private void checkUsable() throws IOException {
        Supplier<? extends IOException> failed = failure;
        if (failed != null) {
            throw failed.get();
        }
        if (closed) {
            throw new IOException("the output of this stream is closed");
        }
    }

    private void awaitRoom() throws IOException {
        if (inFlight.get() < HIGH) {
            return;
        }
        writer = Thread.currentThread();
        try {
            while (inFlight.get() >= LOW && failure == null) {
                if (Thread.currentThread().isInterrupted()) {
                    onInterrupt.run();
                    throw new InterruptedIOException("interrupted while writing; the stream is reset");
                }
                LockSupport.park(this);
            }
        } finally {
            writer = null;
        }
    }
}
