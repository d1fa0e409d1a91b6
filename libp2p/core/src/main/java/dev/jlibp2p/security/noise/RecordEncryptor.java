package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Gathers plaintext into records: a full one is encrypted and written as soon as there is one, the rest on flush, so that
 * never more than a record waits outside the channel's own queue. A buffer's promise completes with the record that carries
 * its last byte.
 */
final class RecordEncryptor extends ChannelOutboundHandlerAdapter {

    static final int MAX_PLAINTEXT = 65_519;

    /** Noise keeps the highest counter for itself. */
    static final long RESERVED_NONCE = -1;

    private static final int PREFIX = 2;

    private final Aead aead;

    private final AeadKey key;

    private final Queue<Plaintext> waiting = new ArrayDeque<>();

    private int waitingBytes;

    private long nonce;

    private boolean ended;

    RecordEncryptor(Aead aead, AeadKey key) {
        this(aead, key, 0);
    }

    RecordEncryptor(Aead aead, AeadKey key, long firstNonce) {
        this.aead = aead;
        this.key = key;
        this.nonce = firstNonce;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) msg;
        if (ended) {
            bytes.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        waiting.add(new Plaintext(bytes, promise));
        waitingBytes += bytes.readableBytes();
        while (waitingBytes >= MAX_PLAINTEXT && !ended) {
            writeRecord(ctx, MAX_PLAINTEXT);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (!waiting.isEmpty() && !ended) {
            writeRecord(ctx, waitingBytes);
        }
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        end(ClosedChannelException::new);
        ctx.close(promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        end(ClosedChannelException::new);
        ctx.disconnect(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end(ClosedChannelException::new);
    }

    private void writeRecord(ChannelHandlerContext ctx, int length) {
        if (nonce == RESERVED_NONCE) {
            end(() -> new NoiseException("the nonces of this connection are used up: 2^64 - 1 records were sent",
                    null));
            ctx.close();
            return;
        }
        if (length == 0) {
            ctx.write(Unpooled.EMPTY_BUFFER, gather(ctx, Unpooled.EMPTY_BUFFER, 0));
            return;
        }
        int size = PREFIX + length + Aead.TAG_LENGTH;
        ByteBuf record = aead.buffer(ctx.alloc(), size, size);
        record.writeShort(length + Aead.TAG_LENGTH);
        ChannelPromise promise = gather(ctx, record, length);
        try {
            key.seal(nonce, record, PREFIX, length);
        } catch (RuntimeException broken) {
            record.release();
            NoiseException cause = new NoiseException("a noise record could not be encrypted", broken);
            promise.tryFailure(cause);
            end(() -> cause);
            ctx.close();
            return;
        }
        nonce++;
        ctx.write(record.writerIndex(size), promise);
    }

    /** Moves {@code length} bytes of plaintext into {@code record}; the result stands for the buffers used up on the way. */
    private ChannelPromise gather(ChannelHandlerContext ctx, ByteBuf record, int length) {
        waitingBytes -= length;
        int missing = length;
        WritePromises promises = new WritePromises(ctx);
        for (Plaintext next = waiting.peek(); next != null; next = waiting.peek()) {
            int available = next.bytes().readableBytes();
            if (available > missing) {
                record.writeBytes(next.bytes(), missing);
                break;
            }
            record.writeBytes(next.bytes(), available);
            missing -= available;
            waiting.remove();
            next.bytes().release();
            promises.add(next.promise());
        }
        return promises.merged();
    }

    /** @param cause of what still waits, which is mostly nothing */
    private void end(Supplier<? extends Exception> cause) {
        ended = true;
        waitingBytes = 0;
        for (Plaintext next = waiting.poll(); next != null; next = waiting.poll()) {
            next.bytes().release();
            next.promise().tryFailure(cause.get());
        }
    }

    private record Plaintext(ByteBuf bytes, ChannelPromise promise) {}
}
