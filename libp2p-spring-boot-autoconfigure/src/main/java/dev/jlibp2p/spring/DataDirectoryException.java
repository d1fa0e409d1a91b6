package dev.jlibp2p.spring;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The data directory is used by another node, or cannot be made; the cause tells why. */
public final class DataDirectoryException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    DataDirectoryException(Path path, IOException cause) {
        super(cause instanceof FileSystemException
                ? "data directory " + path.toAbsolutePath() + ": " + cause.getClass().getSimpleName()
                : cause.getMessage(), cause);
    }
}
