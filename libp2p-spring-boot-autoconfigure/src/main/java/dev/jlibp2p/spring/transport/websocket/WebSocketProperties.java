package dev.jlibp2p.spring.transport.websocket;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The transport WebSocket.
 *
 * @param enabled Whether to dial over WebSocket, with TLS or without. An explicit listen address with '/ws' or '/wss' switches it
 *     on.
 */
@ConfigurationProperties(WebSocketProperties.PREFIX)
public record WebSocketProperties(@DefaultValue("true") boolean enabled, @DefaultValue Ssl ssl) {

    static final String PREFIX = "libp2p.transports.websocket";

    /**
     * TLS below WebSocket.
     *
     * @param bundle Name of the SSL bundle with the certificate to listen with at '/wss' and '/tls/ws' addresses, and with the
     *     certificates to trust when dialling such. A bundle that is reloaded is used from the next connection on.
     */
    public record Ssl(@Nullable String bundle) {}
}
