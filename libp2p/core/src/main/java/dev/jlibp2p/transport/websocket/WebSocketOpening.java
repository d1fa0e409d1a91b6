package dev.jlibp2p.transport.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Makes a WebSocket of a connected socket, with one deadline for TLS and HTTP together. */
final class WebSocketOpening {

    private final RandomGenerator random;

    private final WebSocketSettings settings;

    WebSocketOpening(RandomGenerator random, WebSocketSettings settings) {
        this.random = random;
        this.settings = settings;
    }

    boolean hasCertificate() {
        return settings.certificate() != null;
    }

    /** The part of the client. Called on the channel's event loop; a failure leaves the channel to the caller. */
    Future<Void> ask(Channel channel, WebSocketAddress to) {
        Promise<Void> opened = withDeadline(channel);
        if (to.secure()) {
            // Whom to trust may have to be read from a disk first.
            Thread.ofVirtual().name("libp2p-trust").start(() -> secure(channel, to, opened));
        } else {
            request(channel, to, opened);
        }
        return opened;
    }

    private void secure(Channel channel, WebSocketAddress to, Promise<Void> opened) {
        try {
            SslContext trust = settings.trust().get();
            channel.eventLoop().execute(() -> {
                if (!opened.isDone()) {
                    channel.pipeline()
                            .addLast(secure(trust.newHandler(channel.alloc(), to.host(), to.socket().getPort())));
                    request(channel, to, opened);
                }
            });
        } catch (RuntimeException | Error e) {
            opened.tryFailure(e);
        }
    }

    private void request(Channel channel, WebSocketAddress to, Promise<Void> opened) {
        ChannelHandler http = new HttpClientCodec(Handshake.limits(), false, false);
        channel.pipeline().addLast(http, new ClientHandshake(http, to.hostHeader(), random, opened));
    }

    /** The part of the server, likewise. */
    Future<Void> answer(Channel channel, boolean secure) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        Promise<Void> opened = withDeadline(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (secure) {
            SslContext certificate = Objects.requireNonNull(settings.certificate()).get();
            pipeline.addLast(secure(certificate.newHandler(channel.alloc())));
        }
        ChannelHandler http = new HttpServerCodec(Handshake.limits());
        pipeline.addLast(http, new ServerHandshake(http, opened));
        channel.read();
        return opened;
    }

    private static SslHandler secure(SslHandler tls) {
        // The deadline is the one of the whole opening.
        tls.setHandshakeTimeoutMillis(0);
        tls.setCloseNotifyFlushTimeoutMillis(FrameHandler.FLUSH_PATIENCE);
        return tls;
    }

    private Promise<Void> withDeadline(Channel channel) {
        Promise<Void> opened = channel.eventLoop().newPromise();
        ScheduledFuture<?> deadline = channel.eventLoop()
                .schedule(() -> opened.tryFailure(new SocketTimeoutException("no WebSocket after "
                        + settings.handshakeTimeout().toMillis() + " ms")), settings.handshakeTimeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        opened.addListener(done -> deadline.cancel(false));
        channel.closeFuture()
                .addListener(closed -> opened.tryFailure(
                        new EOFException("the connection was closed during the WebSocket handshake")));
        return opened;
    }
}
