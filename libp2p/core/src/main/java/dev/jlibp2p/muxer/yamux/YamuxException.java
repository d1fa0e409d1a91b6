package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.yamux.YamuxCounters.Reason;
import java.io.IOException;
import java.io.Serial;

/** The peer broke the protocol or a bound, and the connection with it ends. */
public final class YamuxException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    YamuxException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static YamuxException protocolError(String message) {
        return new YamuxException(Reason.PROTOCOL_ERROR, message);
    }

    /** One of a closed set, fit for a metric tag. */
    public Reason reason() {
        return reason;
    }
}
