package dev.jlibp2p.muxer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on one stream and waits for its reader.
 *
 * <p>The memory behind it stays within a small multiple of the bytes counted: a slice that keeps a much larger buffer alive,
 * or that is too small to be worth an object of its own, is copied to the end of the last one.
 */
final class ReceiveQueue {
    private static final int CHUNK = 4096;

    private final ArrayDeque<ByteBuf> messages = new ArrayDeque<>(4);
    private @Nullable ByteBuf tail;
    private int bytes;

    int bytes() {
        return bytes;
    }

    /** Takes over {@code message}, which keeps {@code shared} bytes in use. */
    void add(ByteBuf message, int shared, ByteBufAllocator allocator) {
        int length = message.readableBytes();
        bytes += length;
        if (length >= CHUNK && length >= shared / 2) {
            tail = null;
            messages.add(message);
            return;
        }
        try {
            copy(message, allocator);
        } finally {
            message.release();
        }
    }

    @Nullable
    ByteBuf poll() {
        ByteBuf message = messages.poll();
        if (message != null) {
            bytes -= message.readableBytes();
            if (messages.isEmpty()) {
                tail = null;
            }
        }
        return message;
    }

    /** Releases everything and says how many bytes that was. */
    int discard() {
        int discarded = bytes;
        for (ByteBuf message = poll(); message != null; message = poll()) {
            message.release();
        }
        return discarded;
    }

    private void copy(ByteBuf message, ByteBufAllocator allocator) {
        ByteBuf last = tail;
        if (last != null) {
            last.writeBytes(message, Math.min(message.readableBytes(), last.maxWritableBytes()));
        }
        if (message.isReadable()) {
            int length = message.readableBytes();
            // Small to begin with and doubling: a stream holding one byte must not hold a chunk.
            last = allocator.buffer(Math.max(length, 64), Math.max(length, CHUNK));
            last.writeBytes(message);
            messages.add(last);
            tail = last;
        }
    }
}
