package dev.jlibp2p.spring.template;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The answer was missing, cut short, too long, or not of the type asked for. */
public final class UnreadableAnswerException extends RequestException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
