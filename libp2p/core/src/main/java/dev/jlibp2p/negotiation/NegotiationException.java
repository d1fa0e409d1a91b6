package dev.jlibp2p.negotiation;

import java.io.IOException;
import java.io.Serial;

/** The peer broke the rules of multistream-select or exceeded a bound. */
public final class NegotiationException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    public NegotiationException(String message) {
        super(message);
    }
}
