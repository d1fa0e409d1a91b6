package dev.jlibp2p.transport.websocket;

/** Why a WebSocket ends, as far as we say it. See RFC 6455, section 7.4.1. */
enum CloseStatus {
    NORMAL(1000),
    PROTOCOL_ERROR(1002),
    UNSUPPORTED_DATA(1003),
    TOO_BIG(1009);

    private final int code;

    CloseStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Whether a peer may send this code. */
    static boolean isValid(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
