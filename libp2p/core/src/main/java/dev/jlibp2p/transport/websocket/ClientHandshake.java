package dev.jlibp2p.transport.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Asks for a WebSocket, without extensions and without following whoever sends us elsewhere. */
final class ClientHandshake extends HandshakeHandler {

    private final String host;

    private final RandomGenerator random;

    private final String key;

    private boolean agreed;

    /** @param host as it stands in the header, with its port */
    ClientHandshake(ChannelHandler http, String host, RandomGenerator random, Promise<Void> opened) {
        super(http, opened);
        this.host = host;
        this.random = random;
        this.key = Handshake.key(Handshake.nonce(random));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/",
                Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, host)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, Handshake.VERSION)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        ctx.writeAndFlush(request);
        ctx.read();
    }

    @Override
    void received(ChannelHandlerContext ctx, Object part) throws IOException {
        if (part instanceof HttpResponse response) {
            check(response);
            agreed = true;
        }
        if (part instanceof LastHttpContent && agreed) {
            finish(ctx, new FrameHandler(false, new FrameWriter(random)));
        }
    }

    private void check(HttpResponse response) throws IOException {
        if (response.decoderResult().isFailure()) {
            throw new IOException("the peer's answer to a request for a WebSocket is no HTTP, or too long",
                    response.decoderResult().cause());
        }
        if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            throw new IOException("the peer answered a request for a WebSocket with " + response.status().code());
        }
        if (!Handshake.isUpgrade(response.headers())
                || !Handshake.accept(key).equals(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))
                || response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)
                || response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            throw new IOException("the peer agreed to a WebSocket that was not asked for");
        }
    }
}
