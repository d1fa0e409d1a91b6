package dev.jlibp2p.protocol.perf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.nio.ByteBuffer;

/** Writes zeros as fast as the channel takes them, then closes the output. Lives on the channel's event loop. */
final class ZeroPump {

    private static final int BLOCK = 65_507;

    private static final ByteBuf ZEROS = Unpooled
            .unreleasableBuffer(Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BLOCK)))
            .asReadOnly();

    private long left;

    private boolean closed;

    ZeroPump(long bytes) {
        this.left = bytes;
    }

    /** Whether everything was written and the output closed. */
    boolean isDone() {
        return closed;
    }

    /** Called at first and whenever the channel has become writable. */
    void run(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        boolean wrote = false;
        while (left > 0 && ctx.channel().isWritable()) {
            int count = (int) Math.min(BLOCK, left);
            ctx.write(ZEROS.slice(0, count));
            left -= count;
            wrote = true;
        }
        if (wrote) {
            ctx.flush();
        }
        if (left == 0) {
            closed = true;
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }
}
