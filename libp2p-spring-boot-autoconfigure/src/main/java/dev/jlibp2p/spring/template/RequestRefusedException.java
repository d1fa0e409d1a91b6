package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.StreamResetException;
import java.io.Serial;

/** The peer reset the stream instead of answering. */
public final class RequestRefusedException extends RequestException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long code;

    RequestRefusedException(String what, StreamResetException cause) {
        super(what + ": the peer reset the stream, " + meaning(cause.code()), cause);
        this.code = cause.code();
    }

    /** Why, one of {@link ResetCodes} or of the protocol's own; 0 where the peer did not say. */
    public long code() {
        return code;
    }

    private static String meaning(long code) {
        if (code == ResetCodes.NONE) {
            return "without saying why: its handler failed, took too long, or it speaks of no reasons";
        }
        if (code == ResetCodes.RESOURCE_LIMIT_EXCEEDED) {
            return "being at a limit of its own; try again later";
        }
        if (code == ResetCodes.PROTOCOL_VIOLATION) {
            return "finding the request too long, malformed or invalid";
        }
        return code == ResetCodes.SHUTDOWN ? "being about to stop" : "code " + code;
    }
}
