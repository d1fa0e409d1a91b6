package dev.jlibp2p.spring.handler;

import java.io.Serial;

/** A {@link Libp2pStreamHandler} or one of its exception handlers cannot work; the message names bean, method and parameter. */
public final class InvalidStreamHandlerException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String remedy;

    InvalidStreamHandlerException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to change, as a sentence. */
    public String remedy() {
        return remedy;
    }
}
