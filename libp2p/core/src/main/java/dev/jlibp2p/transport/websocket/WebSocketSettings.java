package dev.jlibp2p.transport.websocket;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How WebSockets are opened.
 *
 * @param trust asked at every dial of a secure one, on a thread that may block: whom to trust; host names are verified in any
 *     case
 * @param certificate asked at every secure connection that is accepted, so that a renewed one is used at once; {@code null}
 *     where none is configured, so that nothing listens on secure addresses
 * @param handshakeTimeout for TLS and the upgrade from HTTP together, however slowly a peer sends
 */
public record WebSocketSettings(Supplier<? extends SslContext> trust,
        @Nullable Supplier<? extends SslContext> certificate, Duration handshakeTimeout) {

    /** The certificates the JDK trusts, none of our own, 10 s. */
    public static WebSocketSettings defaults() {
        return new WebSocketSettings(new SystemTrust(), null, Duration.ofSeconds(10));
    }

    /** Same with other trust. */
    public WebSocketSettings withTrust(Supplier<? extends SslContext> other) {
        return new WebSocketSettings(other, certificate, handshakeTimeout);
    }

    /** Same with a certificate to listen with. */
    public WebSocketSettings withCertificate(Supplier<? extends SslContext> other) {
        return new WebSocketSettings(trust, other, handshakeTimeout);
    }
}
