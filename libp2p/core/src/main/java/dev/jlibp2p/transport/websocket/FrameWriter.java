package dev.jlibp2p.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts bytes into frames: every write is one, of a header and the bytes themselves, which are copied only where a client has
 * to mask them. See RFC 6455, section 5.2.
 */
final class FrameWriter {

    private static final int LAST = 0x80;

    private static final int MASKED = 0x80;

    private static final int LONGEST_HEADER = 14;

    private final @Nullable RandomGenerator masks;

    /** @param masks for clients, whose masks nobody may foresee; {@code null} for servers, which mask nothing */
    FrameWriter(@Nullable RandomGenerator masks) {
        this.masks = masks;
    }

    /** Takes ownership of {@code payload}. The promise completes when its last byte is written. */
    void write(ChannelHandlerContext ctx, Opcode opcode, ByteBuf payload, ChannelPromise promise) {
        int length = payload.readableBytes();
        if (masks == null) {
            ctx.write(header(ctx.alloc().buffer(LONGEST_HEADER), opcode, length, 0));
            ctx.write(payload, promise);
            return;
        }
        ByteBuf frame = header(ctx.alloc().buffer(LONGEST_HEADER + length), opcode, length, MASKED);
        int mask = masks.nextInt();
        frame.writeInt(mask);
        Masking.copy(payload, frame, mask);
        payload.release();
        ctx.write(frame, promise);
    }

    private static ByteBuf header(ByteBuf to, Opcode opcode, int length, int masked) {
        to.writeByte(LAST | opcode.code());
        if (length <= FrameReader.MAX_CONTROL_PAYLOAD) {
            to.writeByte(masked | length);
        } else if (length <= 0xffff) {
            to.writeByte(masked | 126).writeShort(length);
        } else {
            to.writeByte(masked | 127).writeLong(length);
        }
        return to;
    }
}
