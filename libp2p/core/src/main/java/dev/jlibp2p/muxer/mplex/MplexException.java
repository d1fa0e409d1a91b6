package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.resource.Refusal;
import java.io.IOException;
import java.io.Serial;

/** The peer broke the protocol or a bound, and the connection with it ends. */
final class MplexException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    MplexException(Refusal reason, String message) {
        super(message);
        this.reason = reason;
    }

    static MplexException protocolError(String message) {
        return new MplexException(Refusal.MUXER_PROTOCOL_ERROR, message);
    }

    Refusal reason() {
        return reason;
    }
}
