package dev.jlibp2p.muxer;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.resource.Refusal;
import java.io.IOException;
import java.io.Serial;

/** The peer broke a muxer's protocol or a bound, and the connection with it ends. */
public final class MuxerException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    public MuxerException(Refusal reason, String message) {
        super(message);
        this.reason = reason;
    }

    public static MuxerException protocolError(String message) {
        return new MuxerException(Refusal.MUXER_PROTOCOL_ERROR, message);
    }

    /** One of a closed set, fit for a metric tag. */
    public Refusal reason() {
        return reason;
    }

    CloseCause closeCause() {
        return reason == Refusal.MUXER_KEEP_ALIVE_TIMEOUT ? CloseCause.SILENT : CloseCause.PROTOCOL_ERROR;
    }
}
