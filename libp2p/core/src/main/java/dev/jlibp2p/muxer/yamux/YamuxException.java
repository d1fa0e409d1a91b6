package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.resource.Refusal;
import java.io.IOException;
import java.io.Serial;

/** The peer broke the protocol or a bound, and the connection with it ends. */
public final class YamuxException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    YamuxException(Refusal reason, String message) {
        super(message);
        this.reason = reason;
    }

    static YamuxException protocolError(String message) {
        return new YamuxException(Refusal.MUXER_PROTOCOL_ERROR, message);
    }

    /** One of a closed set, fit for a metric tag. */
    public Refusal reason() {
        return reason;
    }
}
