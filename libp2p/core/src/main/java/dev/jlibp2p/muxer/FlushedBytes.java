package dev.jlibp2p.muxer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Turns what a stream has flushed into the payload of one frame: large messages by reference, small ones gathered. */
final class FlushedBytes {
    /** Below this, copying is cheaper than an object that refers. */
    private static final int WORTH_A_REFERENCE = 4096;
    private static final int MOST_GATHERED = 16 << 10;

    private FlushedBytes() {}

    static @Nullable ByteBuf take(ChannelOutboundBuffer pending, ByteBufAllocator allocator, int max) {
        ByteBuf message = firstReadable(pending);
        if (message == null) {
            return null;
        }
        int length = Math.min(message.readableBytes(), max);
        return length >= WORTH_A_REFERENCE
                ? refer(pending, message, length)
                : gather(pending, message, allocator, max);
    }

    private static ByteBuf refer(ChannelOutboundBuffer pending, ByteBuf message, int length) {
        ByteBuf part = message.readRetainedSlice(length);
        taken(pending, message, length);
        return part;
    }

    private static ByteBuf gather(ChannelOutboundBuffer pending, ByteBuf first, ByteBufAllocator allocator, int max) {
        int room = Math.min(max, MOST_GATHERED);
        int capacity = (int) Math.min(room, Math.max(64, pending.totalPendingWriteBytes()));
        ByteBuf gathered = allocator.buffer(capacity, room);
        ByteBuf message = first;
        do {
            int length = Math.min(message.readableBytes(), gathered.maxWritableBytes());
            gathered.writeBytes(message, length);
            taken(pending, message, length);
            message = firstReadable(pending);
        } while (message != null && message.readableBytes() < WORTH_A_REFERENCE && gathered.maxWritableBytes() > 0);
        return gathered;
    }

    private static void taken(ChannelOutboundBuffer pending, ByteBuf message, int length) {
        pending.progress(length);
        if (!message.isReadable()) {
            pending.remove();
        }
    }

    private static @Nullable ByteBuf firstReadable(ChannelOutboundBuffer pending) {
        for (;;) {
            ByteBuf message = (ByteBuf) pending.current();
            if (message == null || message.isReadable()) {
                return message;
            }
            pending.remove();
        }
    }
}
