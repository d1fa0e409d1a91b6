package dev.jlibp2p.node.admin;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of the admin token cannot be used. Never says what stands in it. */
final class TokenFileException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    TokenFileException(Path path, String reason) {
        this(path, reason, null);
    }

    TokenFileException(Path path, String reason, @Nullable IOException cause) {
        super("token file " + path + " " + reason, cause);
    }
}
