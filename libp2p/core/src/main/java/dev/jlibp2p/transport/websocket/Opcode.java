package dev.jlibp2p.transport.websocket;

import java.util.Locale;

/** What a frame is. See RFC 6455, section 5.2. */
enum Opcode {
    CONTINUATION(0x0),
    TEXT(0x1),
    BINARY(0x2),
    CLOSE(0x8),
    PING(0x9),
    PONG(0xa);

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    static Opcode of(int code) throws WebSocketException {
        for (Opcode opcode : values()) {
            if (opcode.code == code) {
                return opcode;
            }
        }
        throw new WebSocketException(CloseStatus.PROTOCOL_ERROR, "the peer sent a frame with the opcode " + code);
    }

    int code() {
        return code;
    }

    boolean isControl() {
        return code >= CLOSE.code;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
