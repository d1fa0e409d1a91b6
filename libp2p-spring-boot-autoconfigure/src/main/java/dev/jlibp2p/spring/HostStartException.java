package dev.jlibp2p.spring;

import java.io.IOException;
import java.io.Serial;

/** The host could not be started; the cause tells why. */
public final class HostStartException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    HostStartException(String message, IOException cause) {
        super(message, cause);
    }
}
