package dev.jlibp2p.interop.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** So many zeros for a channel; to be sent on whenever the channel has become writable. */
final class Zeros {

    private static final int BLOCK = 1 << 16;

    private static final ByteBuf ZEROS = Unpooled
            .unreleasableBuffer(Unpooled.directBuffer(BLOCK).writeZero(BLOCK).asReadOnly());

    private long left;

    Zeros(long count) {
        this.left = count;
    }

    void send(ChannelHandlerContext ctx) {
        boolean wrote = false;
        while (left > 0 && ctx.channel().isWritable()) {
            int count = (int) Math.min(BLOCK, left);
            ctx.write(ZEROS.duplicate().slice(0, count));
            left -= count;
            wrote = true;
        }
        if (wrote) {
            ctx.flush();
        }
    }
}
