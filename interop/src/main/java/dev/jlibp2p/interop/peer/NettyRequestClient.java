package dev.jlibp2p.interop.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;

/** Requests on one connection, so many on their way at once; the next one leaves when an answer is whole. */
final class NettyRequestClient extends ChannelInboundHandlerAdapter {

    private final ByteBuf request;

    private final Promise<Void> done;

    private final long expected;

    private final int inFlight;

    private long sent;

    private long received;

    NettyRequestClient(RequestResponseLoad load, Promise<Void> done) {
        byte[] bytes = load.request();
        this.request = Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
        this.done = done;
        this.expected = (long) load.count() * bytes.length;
        this.inFlight = load.inFlight() * bytes.length;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.write(ctx.alloc().buffer(2 * Long.BYTES).writeLong(NettyTransferServer.ECHO).writeLong(0));
        send(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        received += bytes.readableBytes();
        bytes.release();
        if (received == expected) {
            done.trySuccess(null);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        send(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        done.tryFailure(cause);
    }

    private void send(ChannelHandlerContext ctx) {
        while (sent < expected && sent + request.readableBytes() - received <= inFlight) {
            ctx.write(request.duplicate());
            sent += request.readableBytes();
        }
        ctx.flush();
    }
}
