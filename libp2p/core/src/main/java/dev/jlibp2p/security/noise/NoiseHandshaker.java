package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/**
 * Carries the messages of a {@link NoiseHandshake} over a channel, then makes room for {@link RecordDecryptor} and
 * {@link RecordEncryptor}. Until the peer is proven it holds one message and one key pair, no more.
 */
final class NoiseHandshaker extends ChannelDuplexHandler {

    /** Room for the largest RSA identity and a hundred muxers; Noise itself would allow 65535. */
    static final int MAX_MESSAGE = 16 * 1024;

    private static final int PREFIX = 2;

    private final NoiseHandshake handshake;

    private final Aead aead;

    private final Promise<SecuredChannel> promise;

    private @Nullable ByteBuf held;

    private boolean started;

    private boolean ended;

    /** A later handler has read already. */
    private boolean wanted;

    NoiseHandshaker(NoiseHandshake handshake, Aead aead, Promise<SecuredChannel> promise) {
        this.handshake = handshake;
        this.aead = aead;
        this.promise = promise;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf bytes = (ByteBuf) msg;
        if (ended) {
            bytes.release();
            return;
        }
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        advance(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!ended) {
            ctx.read();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            fail(new EOFException("the peer ended its side during the noise handshake"));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new EOFException("the channel was closed during the noise handshake"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (!ended) {
            fail(new EOFException("the noise handshake was given up"));
        }
    }

    private void start(ChannelHandlerContext ctx) {
        if (!started) {
            started = true;
            advance(ctx);
            if (!ended) {
                ctx.read();
            }
        }
    }

    private void advance(ChannelHandlerContext ctx) {
        try {
            while (!handshake.finished()) {
                if (handshake.writesNext()) {
                    send(ctx, handshake.write());
                } else {
                    byte[] message = nextMessage();
                    if (message == null) {
                        return;
                    }
                    handshake.read(message);
                }
            }
        } catch (HandshakeException e) {
            fail(e);
            return;
        }
        finish(ctx);
    }

    private void send(ChannelHandlerContext ctx, byte[] message) {
        ByteBuf bytes = ctx.alloc().buffer(PREFIX + message.length).writeShort(message.length).writeBytes(message);
        ctx.writeAndFlush(bytes).addListener(sent -> {
            if (!sent.isSuccess()) {
                fail(sent.cause());
            }
        });
    }

    private byte @Nullable [] nextMessage() throws HandshakeException {
        if (held == null || held.readableBytes() < PREFIX) {
            return null;
        }
        int length = held.getUnsignedShort(held.readerIndex());
        if (length > MAX_MESSAGE) {
            throw new HandshakeException("the peer announced a noise handshake message of " + length
                    + " bytes; at most " + MAX_MESSAGE + " are read");
        }
        if (held.readableBytes() < PREFIX + length) {
            return null;
        }
        byte[] message = new byte[length];
        held.skipBytes(PREFIX).readBytes(message);
        return message;
    }

    private void finish(ChannelHandlerContext ctx) {
        ended = true;
        TransportKeys keys = handshake.transportKeys();
        RecordDecryptor decryptor = new RecordDecryptor(aead, keys.inbound(), surplus());
        ctx.pipeline().addAfter(ctx.name(), null, new RecordEncryptor(aead, keys.outbound()));
        ctx.pipeline().replace(this, null, decryptor);
        promise.trySuccess(new SecuredChannel(ctx.channel(), handshake.peer(), handshake.peerKey(), handshake.muxer()));
        if (wanted) {
            decryptor.read(ctx.pipeline().context(decryptor));
        }
    }

    /** What came behind the last message, if anything; the caller owns it. */
    private @Nullable ByteBuf surplus() {
        ByteBuf bytes = held;
        held = null;
        if (bytes != null && !bytes.isReadable()) {
            bytes.release();
            return null;
        }
        return bytes;
    }

    private void fail(Throwable cause) {
        if (!ended) {
            ended = true;
            ReferenceCountUtil.release(surplus());
            promise.tryFailure(cause);
        }
    }
}
