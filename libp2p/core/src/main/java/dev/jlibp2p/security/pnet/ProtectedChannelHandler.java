package dev.jlibp2p.security.pnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Sends a nonce and scrambles all that follows; takes the peer's nonce and unscrambles all that follows. Nothing leaves as it
 * was written: with another key at the other end both read noise, and the negotiation behind this handler gives up. A peer that
 * never completes its nonce is ended by the deadline of the upgrade.
 */
final class ProtectedChannelHandler extends ChannelDuplexHandler {

    private final PreSharedKey key;

    private final byte[] nonce;

    private final byte[] peerNonce = new byte[XSalsa20.NONCE_LENGTH];

    private int received;

    private @Nullable XSalsa20 out;

    private @Nullable XSalsa20 in;

    private boolean delivered;

    ProtectedChannelHandler(PreSharedKey key, byte[] nonce) {
        this.key = key;
        this.nonce = nonce;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(scrambled(ctx, out(ctx), (ByteBuf) message), promise);
    }

    /** Whoever waits for the peer sends the nonce first: rust and js say nothing before they have it. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (out == null) {
            out(ctx);
            ctx.flush();
        }
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        XSalsa20 stream = in;
        if (stream == null) {
            int missing = Math.min(bytes.readableBytes(), peerNonce.length - received);
            bytes.readBytes(peerNonce, received, missing);
            received += missing;
            if (received < peerNonce.length) {
                bytes.release();
                return;
            }
            stream = key.stream(peerNonce);
            in = stream;
        }
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        delivered = true;
        ctx.fireChannelRead(scrambled(ctx, stream, bytes));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (delivered) {
            delivered = false;
            ctx.fireChannelReadComplete();
        } else {
            // Whoever asked got nothing yet: it was the nonce.
            ctx.read();
        }
    }

    /** The stream of what leaves, with the nonce in front of it. */
    private XSalsa20 out(ChannelHandlerContext ctx) {
        XSalsa20 stream = out;
        if (stream == null) {
            stream = key.stream(nonce);
            out = stream;
            ctx.write(Unpooled.wrappedBuffer(nonce));
        }
        return stream;
    }

    private static ByteBuf scrambled(ChannelHandlerContext ctx, XSalsa20 stream, ByteBuf bytes) {
        try {
            ByteBuf scrambled = ctx.alloc().heapBuffer(bytes.readableBytes());
            stream.scramble(bytes, scrambled);
            return scrambled;
        } finally {
            bytes.release();
        }
    }
}
