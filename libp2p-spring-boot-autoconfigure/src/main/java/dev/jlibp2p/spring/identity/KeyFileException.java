package dev.jlibp2p.spring.identity;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The file of the private key cannot be used; the cause tells why. */
public final class KeyFileException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    KeyFileException(Path path, IOException cause) {
        super(cause instanceof FileSystemException
                ? "key file " + path.toAbsolutePath() + ": " + cause.getClass().getSimpleName()
                : cause.getMessage(), cause);
    }
}
