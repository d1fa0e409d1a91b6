package dev.jlibp2p.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read a file with a secret: its owner, and with a warning its group, because Kubernetes does that to volumes. Where
 * the file system knows no such permissions nothing is checked. Blocks; any thread.
 */
public final class KeyFilePermissions {

    private static final Logger log = LoggerFactory.getLogger(KeyFilePermissions.class);

    private KeyFilePermissions() {}

    /** Fails with an {@link IOException} if anybody may read the file. */
    public static void require(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        String mode = PosixFilePermissions.toString(permissions);
        if (!mode.endsWith("---")) {
            throw new IOException("key file " + file + " is open to everybody (" + mode + "): chmod 600 " + file
                    + ", or defaultMode: 0400 for a Kubernetes secret");
        }
        if (!mode.startsWith("---", 3)) {
            log.warn("key file {} is open to its group ({}): chmod 600 unless fsGroup of Kubernetes did it", file,
                    mode);
        }
    }
}
