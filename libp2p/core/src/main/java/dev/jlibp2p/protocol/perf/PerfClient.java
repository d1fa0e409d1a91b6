package dev.jlibp2p.protocol.perf;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Promise;
import java.io.IOException;

/** Asks for {@code download} bytes, uploads, and counts what comes until the end. */
final class PerfClient extends ChannelInboundHandlerAdapter {

    private final ZeroPump upload;

    private final long download;

    private final Promise<Void> done;

    private long received;

    PerfClient(long upload, long download, Promise<Void> done) {
        this.upload = new ZeroPump(upload);
        this.download = download;
        this.done = done;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.write(ctx.alloc().buffer(Long.BYTES).writeLong(download));
        ctx.flush();
        upload.run(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        received += bytes.readableBytes();
        bytes.release();
        if (received > download) {
            finish(ctx, new IOException("the peer sent more than the " + download + " bytes asked for"));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            finish(ctx, new IOException("the peer sent " + received + " bytes (expected: " + download + ")"));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        upload.run(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        done.tryFailure(cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(ctx, new IOException("the stream ended after " + received + " of " + download + " bytes"));
    }

    private void finish(ChannelHandlerContext ctx, IOException otherwise) {
        ctx.close().addListener(closed -> {
            if (received == download && upload.isDone()) {
                done.trySuccess(null);
            } else {
                done.tryFailure(otherwise);
            }
        });
    }
}
