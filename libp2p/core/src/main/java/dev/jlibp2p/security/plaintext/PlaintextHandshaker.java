package dev.jlibp2p.security.plaintext;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.PeerIdMismatchException;
import dev.jlibp2p.security.SecuredChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Exchanges one message each way, keeps what follows until a later handler reads, and leaves. */
final class PlaintextHandshaker extends ChannelDuplexHandler {

    private enum State {
        HANDSHAKING,
        SETTLED,
        ENDED
    }

    private final byte[] ownExchange;

    private final @Nullable PeerId expectedPeer;

    private final Promise<SecuredChannel> promise;

    private State state = State.HANDSHAKING;

    private boolean started;

    /** A later handler has read already. */
    private boolean wanted;

    /** Of the peer's message, once it is known. */
    private int length = -1;

    private @Nullable ByteBuf held;

    private final Queue<Object> heldEvents = new ArrayDeque<>(2);

    PlaintextHandshaker(byte[] ownExchange, @Nullable PeerId expectedPeer, Promise<SecuredChannel> promise) {
        this.ownExchange = ownExchange;
        this.expectedPeer = expectedPeer;
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
        if (state == State.ENDED) {
            bytes.release();
            return;
        }
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        if (state == State.HANDSHAKING) {
            take(ctx, held);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (state == State.HANDSHAKING) {
            ctx.read();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        switch (state) {
            case HANDSHAKING -> wanted = true;
            case SETTLED -> handOver(ctx);
            case ENDED -> ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (state == State.SETTLED) {
            heldEvents.add(event);
            return;
        }
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            fail(new EOFException("the peer ended its side during the plaintext handshake"));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new EOFException("the channel was closed during the plaintext handshake"));
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.HANDSHAKING) {
            fail(cause);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        fail(new EOFException("the plaintext handshake was given up"));
        end();
    }

    private void start(ChannelHandlerContext ctx) {
        if (started) {
            return;
        }
        started = true;
        ByteBuf message = ctx.alloc().buffer(Varint.MAX_BYTES + ownExchange.length);
        Varint.write(ownExchange.length, message);
        ctx.writeAndFlush(message.writeBytes(ownExchange)).addListener(sent -> {
            if (!sent.isSuccess()) {
                fail(sent.cause());
            }
        });
        ctx.read();
    }

    private void take(ChannelHandlerContext ctx, ByteBuf bytes) {
        try {
            if (length < 0) {
                length = length(bytes);
            }
            if (length < 0 || bytes.readableBytes() < length) {
                return;
            }
            byte[] message = new byte[length];
            bytes.readBytes(message);
            settle(ctx, Exchange.decode(message));
        } catch (InvalidDataException e) {
            fail(new HandshakeException("the peer's plaintext exchange is refused: " + e.getMessage(), e));
        }
    }

    private static int length(ByteBuf bytes) throws InvalidDataException {
        long announced = Varint.tryRead(bytes);
        if (announced > Exchange.MAX_BYTES) {
            throw new InvalidDataException(announced + " bytes announced: at most " + Exchange.MAX_BYTES + " are read");
        }
        return (int) announced;
    }

    private void settle(ChannelHandlerContext ctx, PublicKey key) {
        PeerId actual = key.peerId();
        if (expectedPeer != null && !expectedPeer.equals(actual)) {
            fail(new PeerIdMismatchException(expectedPeer, actual));
            return;
        }
        state = State.SETTLED;
        promise.trySuccess(new SecuredChannel(ctx.channel(), actual, key, null));
        if (wanted && state == State.SETTLED) {
            handOver(ctx);
        }
    }

    private void handOver(ChannelHandlerContext ctx) {
        state = State.ENDED;
        ByteBuf bytes = held;
        held = null;
        Queue<Object> events = new ArrayDeque<>(heldEvents);
        ctx.pipeline().remove(this);
        boolean answered = bytes != null && bytes.isReadable();
        if (answered) {
            ctx.fireChannelRead(bytes);
            ctx.fireChannelReadComplete();
        } else if (bytes != null) {
            bytes.release();
        }
        // What was held answers one read; with auto-read on nobody asks again, and the channel must not be left unread.
        if (!answered || ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        events.forEach(ctx::fireUserEventTriggered);
    }

    private void fail(Throwable cause) {
        if (state == State.HANDSHAKING) {
            end();
            promise.tryFailure(cause);
        }
    }

    private void end() {
        state = State.ENDED;
        heldEvents.clear();
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
