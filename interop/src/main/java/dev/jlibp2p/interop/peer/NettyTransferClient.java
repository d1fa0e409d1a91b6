package dev.jlibp2p.interop.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;

/** Uploads, then counts what comes back until it is all. */
final class NettyTransferClient extends ChannelInboundHandlerAdapter {

    private final long uploaded;

    private final Zeros upload;

    private final long download;

    private final Promise<Void> done;

    private long received;

    NettyTransferClient(long upload, long download, Promise<Void> done) {
        this.uploaded = upload;
        this.upload = new Zeros(upload);
        this.download = download;
        this.done = done;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.write(ctx.alloc().buffer(2 * Long.BYTES).writeLong(uploaded).writeLong(download));
        upload.send(ctx);
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        received += bytes.readableBytes();
        bytes.release();
        if (received == download + 1) {
            done.trySuccess(null);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        upload.send(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        done.tryFailure(cause);
    }
}
