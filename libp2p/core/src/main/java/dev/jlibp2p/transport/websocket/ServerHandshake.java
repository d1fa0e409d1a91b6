package dev.jlibp2p.transport.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Answers the request for a WebSocket. Its path, host, origin, extensions and subprotocols say nothing here: whoever comes
 * is proven later, and compression is never agreed on.
 */
final class ServerHandshake extends HandshakeHandler {

    private @Nullable String key;

    ServerHandshake(ChannelHandler http, Promise<Void> opened) {
        super(http, opened);
    }

    @Override
    void received(ChannelHandlerContext ctx, Object part) throws IOException {
        if (part instanceof HttpRequest request) {
            HttpResponseStatus refusal = refusal(request);
            if (refusal != null) {
                refuse(ctx, refusal);
            }
            key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        }
        if (part instanceof HttpContent content && content.content().isReadable()) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
        }
        if (part instanceof LastHttpContent && key != null) {
            accept(ctx, key);
        }
    }

    private static @Nullable HttpResponseStatus refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException
                    ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                    : HttpResponseStatus.BAD_REQUEST;
        }
        if (!request.method().equals(HttpMethod.GET) || HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0) {
            return HttpResponseStatus.BAD_REQUEST;
        }
        String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        boolean asks = request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && Handshake.isUpgrade(request.headers()) && key != null && Handshake.isKey(key);
        boolean current = Handshake.VERSION.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
        return asks && current ? null : HttpResponseStatus.UPGRADE_REQUIRED;
    }

    private void accept(ChannelHandlerContext ctx, String requested) {
        FullHttpResponse response = response(HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, Handshake.accept(requested));
        ctx.writeAndFlush(response);
        finish(ctx, new FrameHandler(true, new FrameWriter(null)));
    }

    /** The answer has to be out before the failure closes the channel. */
    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) throws IOException {
        FullHttpResponse response = response(status);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, Handshake.VERSION)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        throw new IOException("the peer does not ask for a WebSocket (answered with " + status.code() + ")");
    }

    private static FullHttpResponse response(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    }
}
