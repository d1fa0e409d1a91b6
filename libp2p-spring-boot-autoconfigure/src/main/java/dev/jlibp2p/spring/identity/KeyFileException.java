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
        super(message(path, cause), cause);
    }

    /** Some causes name the file and some only the trouble; those of the file system may name nothing but the file. */
    private static String message(Path path, IOException cause) {
        String trouble = cause instanceof FileSystemException || cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
        return trouble.contains(path.toString()) ? trouble : "key file " + path.toAbsolutePath() + ": " + trouble;
    }
}
