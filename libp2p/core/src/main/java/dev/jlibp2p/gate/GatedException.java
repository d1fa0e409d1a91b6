package dev.jlibp2p.gate;

import java.io.IOException;
import java.io.Serial;

/** The {@link ConnectionGater} refused a dial, a link or a peer. */
public final class GatedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    public GatedException(String message) {
        super(message);
    }
}
