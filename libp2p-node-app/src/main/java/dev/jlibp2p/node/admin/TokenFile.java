package dev.jlibp2p.node.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file the admin token lives in: one line of text, readable by its owner alone. As with a key file, one that others may
 * read is refused, and one its group may read is a warning, because Kubernetes does that to volumes.
 */
final class TokenFile {

    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);

    /** What an Authorization header can carry (RFC 6750), and long enough not to be guessed. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{16,}=*");

    private static final int MAX_LENGTH = 4096;

    private static final int RANDOM_BYTES = 32;

    private final Path path;

    private final boolean posix;

    TokenFile(Path path) {
        this.path = path.toAbsolutePath();
        posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** @throws TokenFileException if the file cannot be used, or there is none and none can be made */
    AdminToken loadOrCreate(SecureRandom random) {
        try {
            if (!Files.exists(path)) {
                create(random);
            }
            return load();
        } catch (NoSuchFileException e) {
            throw new TokenFileException(path, "does not exist and cannot be made", e);
        } catch (FileSystemException e) {
            throw new TokenFileException(path, "cannot be read or made (" + e.getClass().getSimpleName() + ")", e);
        } catch (IOException e) {
            throw new TokenFileException(path, "cannot be read or made: " + e.getMessage(), e);
        }
    }

    private AdminToken load() throws IOException {
        requirePrivate();
        long size = Files.size(path);
        if (size > MAX_LENGTH) {
            throw new TokenFileException(path, "has " + size + " bytes, expected " + MAX_LENGTH + " at most");
        }
        byte[] content = Files.readAllBytes(path);
        String text = new String(content, StandardCharsets.UTF_8).strip();
        Arrays.fill(content, (byte) 0);
        if (text.isEmpty()) {
            throw new TokenFileException(path, "is empty");
        }
        if (!TOKEN.matcher(text).matches()) {
            throw new TokenFileException(path,
                    "holds no token: expected one line of 16 or more of A-Z a-z 0-9 . _ ~ + / -");
        }
        return new AdminToken(text.getBytes(StandardCharsets.UTF_8));
    }

    private void requirePrivate() throws IOException {
        if (!posix) {
            return;
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (!mode.endsWith("---")) {
            throw new TokenFileException(path, "is open to everybody (" + mode + ")");
        }
        if (!mode.startsWith("---", 3)) {
            log.warn("token file {} is open to its group ({}): chmod 600 unless fsGroup of Kubernetes did it", path,
                    mode);
        }
    }

    /** All of it or nothing: a start that was cut off must not leave half a token. */
    private void create(SecureRandom random) throws IOException {
        byte[] token = new byte[RANDOM_BYTES];
        random.nextBytes(token);
        Path directory = Objects.requireNonNull(path.getParent(), "a token file lies in a directory");
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(directory, ".admin", ".tmp", ownerOnly());
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer line = StandardCharsets.US_ASCII
                        .encode(Base64.getUrlEncoder().withoutPadding().encodeToString(token) + "\n");
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        log.info("created an admin token in {}", path);
    }

    private FileAttribute<?>[] ownerOnly() {
        return posix
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
