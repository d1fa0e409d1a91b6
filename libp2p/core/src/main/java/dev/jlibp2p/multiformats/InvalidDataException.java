package dev.jlibp2p.multiformats;

import java.io.IOException;
import java.io.Serial;

/**
 * Bytes that came from somewhere else break their format, their bounds or their signature.
 * The one checked exception of every decoder in this package and of {@code dev.jlibp2p.identity}; the message names
 * the value that was refused and what was expected. Malformed <em>text</em> is an {@link IllegalArgumentException}.
 * It carries no stack trace: a peer can provoke as many as it likes, and the message tells what a trace would.
 */
public class InvalidDataException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** An exception whose message says what was found and what was expected. */
    public InvalidDataException(String message) {
        super(message);
    }

    /** An exception with the failure underneath. */
    public InvalidDataException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Does nothing; a trace costs more than most of what is decoded. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
    public Throwable fillInStackTrace() {
        return this;
    }
}
