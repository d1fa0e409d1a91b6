package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers four bytes of length and as many bytes with the same, then closes the stream. On the event loop. */
final class RequestResponseServer extends ChannelInboundHandlerAdapter {

    /** A longer request ends the stream. */
    private static final int LIMIT = 1 << 24;

    private @Nullable ByteBuf request;

    private int missing = Integer.BYTES;

    private boolean lengthKnown;

    static void onLoop(Stream stream) {
        stream.channel().pipeline().addLast(new RequestResponseServer());
        stream.channel().config().setAutoRead(true);
    }

    /** The same as an application would write it, on a virtual thread. */
    static void blocking(Stream stream) throws IOException {
        DataInputStream input = new DataInputStream(stream.input());
        DataOutputStream output = new DataOutputStream(stream.output());
        int length = checked(input.readInt());
        byte[] body = input.readNBytes(length);
        output.writeInt(length);
        output.write(body);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        ByteBuf bytes = (ByteBuf) message;
        try {
            take(ctx, bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        drop();
        ctx.close();
    }

    private void take(ChannelHandlerContext ctx, ByteBuf bytes) throws IOException {
        while (missing > 0 && bytes.isReadable()) {
            ByteBuf whole = request;
            if (whole == null) {
                whole = ctx.alloc().buffer(bytes.readableBytes());
                request = whole;
            }
            int count = Math.min(missing, bytes.readableBytes());
            whole.writeBytes(bytes, count);
            missing -= count;
            if (missing == 0 && !lengthKnown) {
                lengthKnown = true;
                missing = checked(whole.getInt(0));
            }
        }
        ByteBuf answer = request;
        if (missing == 0 && answer != null) {
            request = null;
            ctx.write(answer);
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }

    private void drop() {
        if (request != null) {
            request.release();
            request = null;
        }
    }

    private static int checked(int length) throws IOException {
        if (length < 0 || length > LIMIT) {
            throw new IOException("a request of " + length + " bytes (expected: at most " + LIMIT + ")");
        }
        return length;
    }
}
