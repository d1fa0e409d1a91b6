package dev.jlibp2p.connection;

import java.io.IOException;
import java.io.Serial;

/** The peer sent a length that is badly encoded or above the limit; nothing of the message was read. */
public final class MalformedMessageException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
