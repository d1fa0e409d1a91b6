package dev.jlibp2p.transport.websocket;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import java.io.IOException;

/** One side of the upgrade from HTTP: waits for the other's half, judges it, and leaves the pipeline to the frames. */
abstract class HandshakeHandler extends ChannelInboundHandlerAdapter {

    private final ChannelHandler http;

    private final Promise<Void> opened;

    /** @param http the codec before this handler, which goes with it */
    HandshakeHandler(ChannelHandler http, Promise<Void> opened) {
        this.http = http;
        this.opened = opened;
    }

    /** Looks at a part of an HTTP message. It stays the caller's. */
    abstract void received(ChannelHandlerContext ctx, Object part) throws IOException;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!opened.isDone()) {
                received(ctx, message);
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!opened.isDone()) {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
            fail(tls.cause());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new EOFException("the peer closed the connection during the WebSocket handshake"));
        ctx.fireChannelInactive();
    }

    /**
     * The peer agreed. What it sent behind that goes to {@code frames}, which hold it for whoever reads there. Only then is
     * anybody told, who may write at once.
     */
    final void finish(ChannelHandlerContext ctx, FrameHandler frames) {
        ctx.pipeline().addLast(frames);
        ctx.pipeline().remove(this);
        ctx.pipeline().remove(http);
        opened.trySuccess(null);
    }

    final void fail(Throwable cause) {
        opened.tryFailure(cause);
    }
}
