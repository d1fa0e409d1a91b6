package dev.jlibp2p.spring.template;

import java.io.Serial;
import java.time.Duration;

/** The call was not over within its time limit; it has been given up. */
public final class RequestTimeoutException extends RequestException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration timeout;

    RequestTimeoutException(String what, Duration timeout) {
        super(what + ": not done within " + timeout.toMillis() + " ms; withTimeout(…) gives it more time", null);
        this.timeout = timeout;
    }

    /** The limit. */
    public Duration timeout() {
        return timeout;
    }
}
