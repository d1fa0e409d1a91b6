package dev.jlibp2p.security.noise;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An encrypted connection that cannot go on: a record was forged, replayed or malformed, or the nonces are used up. */
public final class NoiseException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    NoiseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
