package dev.jlibp2p.security;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The peer could not be proven: a broken, forged or unsupported handshake. */
public class HandshakeException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    public HandshakeException(String message) {
        this(message, null);
    }

    public HandshakeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
