package dev.jlibp2p.security.tls;

import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind Netty's {@code SslHandler}, which delivers plaintext as soon as it has any: keeps it until a later handler
 * reads, and tells in words of ours how the handshake and the connection ended. What it keeps came with one read of the
 * channel, since Netty's handler reads no further once it has delivered something.
 */
final class TlsHandshaker extends ChannelDuplexHandler {

    /** How long a close waits for its {@code close_notify} to leave, when the peer does not read. */
    static final long FAREWELL_MILLIS = 500;

    private enum State {
        HANDSHAKING,
        HOLDING,
        OPEN,
        ENDED
    }

    private final TlsHandshake handshake;

    private final Promise<SecuredChannel> promise;

    private State state = State.HANDSHAKING;

    /** A later handler has read already. */
    private boolean wanted;

    /** Something of the peer's came behind the handshake. */
    private boolean heardOfPeer;

    /** We close the channel, not the peer. */
    private boolean closing;

    /** The handshake has failed, and Netty's handler is about to tell the peer why. */
    private boolean alertPending;

    private @Nullable Queue<Object> held;

    TlsHandshaker(TlsHandshake handshake, Promise<SecuredChannel> promise) {
        this.handshake = handshake;
        this.promise = promise;
        handshake.onRefusal(this::failBeforeTheAlert);
    }

    /** Netty's handler stands before this one. */
    void begin(ChannelHandlerContext ctx) {
        if (state == State.HANDSHAKING && ctx.channel().isActive()) {
            ctx.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object plaintext) {
        heardOfPeer = true;
        switch (state) {
            case OPEN -> ctx.fireChannelRead(plaintext);
            case HOLDING -> hold(plaintext);
            default -> ReferenceCountUtil.release(plaintext);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (state == State.OPEN) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        switch (state) {
            case HANDSHAKING -> wanted = true;
            case HOLDING -> open(ctx);
            default -> ctx.read();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise closed) {
        closing = true;
        if (alertPending) {
            ctx.executor().execute(() -> ctx.close(closed));
        } else {
            ctx.close(closed);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                settle(ctx);
            } else {
                failBeforeTheAlert(completion.cause());
            }
        } else if (!(event instanceof SslCloseCompletionEvent completion)) {
            pass(ctx, event);
        } else if (completion.isSuccess()) {
            heardOfPeer = true;
            pass(ctx, ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.HANDSHAKING) {
            fail(new EOFException("the channel was closed during the TLS handshake"));
        } else if (state != State.ENDED && !closing && !heardOfPeer && handshake.mayStillBeRefused()) {
            ctx.fireExceptionCaught(handshake.silentRefusal(null));
        }
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.HANDSHAKING) {
            fail(cause);
        } else if (state != State.ENDED) {
            closing = true;
            end();
            ctx.fireExceptionCaught(handshake.laterFailure(cause, heardOfPeer));
            ctx.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (state == State.HANDSHAKING) {
            fail(new EOFException("the TLS handshake was given up"));
        }
        end();
    }

    private void settle(ChannelHandlerContext ctx) {
        SecuredChannel secured;
        try {
            secured = handshake.outcome(ctx.channel());
        } catch (HandshakeException e) {
            fail(e);
            return;
        }
        state = State.HOLDING;
        promise.trySuccess(secured);
        if (wanted && state == State.HOLDING) {
            open(ctx);
        }
    }

    private void pass(ChannelHandlerContext ctx, Object event) {
        switch (state) {
            case HANDSHAKING -> {
                if (event == ChannelInputShutdownEvent.INSTANCE) {
                    fail(new EOFException("the peer ended its side during the TLS handshake"));
                }
            }
            case HOLDING -> hold(event);
            case OPEN -> deliver(ctx, event);
            case ENDED -> {
            }
        }
    }

    private void hold(Object message) {
        if (held == null) {
            held = new ArrayDeque<>(2);
        }
        held.add(message);
    }

    private void open(ChannelHandlerContext ctx) {
        state = State.OPEN;
        Queue<Object> messages = held;
        held = null;
        boolean answered = messages != null && messages.peek() instanceof ByteBuf;
        while (messages != null && messages.peek() instanceof ByteBuf) {
            ctx.fireChannelRead(messages.remove());
        }
        if (answered) {
            ctx.fireChannelReadComplete();
        }
        // What was held answers one read; with auto-read on nobody asks again, and the channel must not be left unread.
        if (!answered || ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        if (messages != null) {
            messages.forEach(event -> deliver(ctx, event));
        }
    }

    /** The end of the peer's side is the end of the connection: no library can send on behind it. */
    private static void deliver(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    /** The peer may close as soon as it has the alert: whoever waits for the handshake learns of the cause before. */
    private void failBeforeTheAlert(Throwable cause) {
        alertPending = true;
        fail(cause);
        alertPending = false;
    }

    private void fail(Throwable cause) {
        if (state == State.HANDSHAKING) {
            end();
            promise.tryFailure(cause instanceof HandshakeException || cause instanceof EOFException
                    ? cause
                    : handshake.failure(cause));
        }
    }

    private void end() {
        state = State.ENDED;
        if (held != null) {
            held.forEach(ReferenceCountUtil::release);
            held = null;
        }
    }
}
