package dev.jlibp2p.network;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The host was stopped meanwhile. */
final class StoppedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    StoppedException(@Nullable Throwable cause) {
        super("the host is stopped", cause);
    }
}
