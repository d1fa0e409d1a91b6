package dev.jlibp2p.interop.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The server of the ceiling. Eight bytes come first: how many more bytes will come, or {@link #ECHO}, and everything comes back
 * as it arrives. Eight more say how many bytes to send once all have come; one byte more says that all have.
 */
final class NettyTransferServer extends ChannelInboundHandlerAdapter {

    static final long ECHO = -1;

    private static final int HEAD = 2 * Long.BYTES;

    private long upload;

    private long download;

    private int headBytes;

    private @Nullable Zeros answer;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        while (headBytes < HEAD && bytes.isReadable()) {
            // Sixteen bytes in a row: what leaves the one number on the left belongs to the other.
            upload = upload << Byte.SIZE | download >>> (Long.SIZE - Byte.SIZE);
            download = download << Byte.SIZE | bytes.readUnsignedByte();
            headBytes++;
        }
        if (headBytes == HEAD && upload == ECHO) {
            ctx.write(bytes);
            return;
        }
        upload -= bytes.readableBytes();
        bytes.release();
        if (headBytes == HEAD && upload == 0 && answer == null) {
            answer = new Zeros(download + 1);
            answer.send(ctx);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (answer != null) {
            answer.send(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
