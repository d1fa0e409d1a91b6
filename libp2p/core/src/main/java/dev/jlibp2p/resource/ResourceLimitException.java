package dev.jlibp2p.resource;

import java.io.IOException;
import java.io.Serial;

/**
 * A limit refused a connection, a stream or memory. The message names the scope, the limit, the value it stands at and
 * the property that changes it.
 */
public final class ResourceLimitException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String scope;

    private final String limit;

    ResourceLimitException(String scope, String limit, long used, long allowed, String property) {
        super("%s: %s limit reached (in use %d, allowed %d); raise %s".formatted(scope, limit, used, allowed,
                property));
        this.scope = scope;
        this.limit = limit;
    }

    /** The scope that refused, for example {@code transient}. */
    public String scope() {
        return scope;
    }

    /** What ran out, for example {@code connections-inbound}; one of a closed set, fit for a metric tag. */
    public String limit() {
        return limit;
    }
}
