package dev.jlibp2p.transport.websocket;

import java.io.IOException;
import java.io.Serial;

/** The peer breaks the rules of WebSocket, or ours. */
final class WebSocketException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final CloseStatus status;

    WebSocketException(CloseStatus status, String message) {
        super(message);
        this.status = status;
    }

    /** What the peer is told. */
    CloseStatus status() {
        return status;
    }
}
