package dev.jlibp2p.protocol.perf;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Reads how much is wanted, discards what is uploaded, and sends what is wanted once the upload has ended. */
final class PerfServer extends ChannelInboundHandlerAdapter {

    private static final int HEADER = Long.BYTES;

    private long wanted;

    private int headerBytes;

    private @Nullable ZeroPump pump;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (headerBytes < HEADER && bytes.isReadable()) {
                wanted = wanted << Byte.SIZE | bytes.readUnsignedByte();
                headerBytes++;
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (headerBytes < HEADER || wanted < 0) {
                ctx.close();
                return;
            }
            ZeroPump download = new ZeroPump(wanted);
            pump = download;
            // Not from inside the read event: the answer's end may overtake it on some muxers.
            ctx.executor().execute(() -> download.run(ctx));
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pump != null) {
            pump.run(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
