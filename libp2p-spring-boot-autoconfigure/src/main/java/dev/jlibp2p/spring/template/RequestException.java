package dev.jlibp2p.spring.template;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A peer was asked and gave no answer of use. The message names the peer and what was asked. */
public abstract sealed class RequestException extends IOException
        permits
        RequestTimeoutException,
        RequestRefusedException,
        UnreadableAnswerException {

    @Serial
    private static final long serialVersionUID = 1L;

    RequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
