package dev.jlibp2p.resource;

import java.io.IOException;
import java.io.Serial;

/**
 * A limit refused a connection, a stream or memory. The message names the scope, the limit, the value it stands at and
 * the property that changes it. Has no stack trace: a peer can cause as many as it likes, and where it was tells nothing.
 */
public final class ResourceLimitException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String scope;

    private final String limit;

    ResourceLimitException(ScopeName scope, String limit, long used, long allowed) {
        this(scope.kind(), limit,
                "%s: %s limit reached (in use %d, allowed %d); raise %s.%s".formatted(scope, limit, used,
                        allowed, scope.property(), limit));
    }

    ResourceLimitException(String scope, String limit, String message) {
        super(message);
        this.scope = scope;
        this.limit = limit;
    }

    /** The kind of scope that refused, for example {@code transient}; one of a closed set. */
    public String scope() {
        return scope;
    }

    /** What ran out, for example {@code connections-inbound}; one of a closed set, fit for a metric tag. */
    public String limit() {
        return limit;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
