package dev.jlibp2p.negotiation;

import java.io.IOException;
import java.io.Serial;

/**
 * The peer broke the rules of multistream-select or exceeded a bound. It carries no stack trace: a peer can provoke one on
 * every stream, and the message tells what a trace would.
 */
public final class NegotiationException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    public NegotiationException(String message) {
        super(message);
    }

    /** Does nothing. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
    public Throwable fillInStackTrace() {
        return this;
    }
}
