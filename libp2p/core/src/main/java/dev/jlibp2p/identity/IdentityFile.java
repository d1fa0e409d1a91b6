package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file a node's private key lives in. Read as the raw protobuf form, that in multibase or base64, or PEM; written
 * as the raw form, readable by its owner alone, all of it or nothing, and on the disk before the call returns. A file
 * that others may read is refused, one its group may read is a warning (Kubernetes does that to volumes). Calls
 * block; any thread. The file system is the one of the path.
 */
public final class IdentityFile {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final Path directory;

    /** The key file at a path; nothing is read yet. */
    public IdentityFile(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("key file " + path + " is no file in a directory");
        }
        this.path = path;
        this.directory = parent;
    }

    /** Whether the file is there. */
    public boolean exists() {
        return Files.exists(path);
    }

    /** Reads the key. */
    public Identity load() throws IOException {
        byte[] content = read();
        KeyFilePermissions.require(path);
        try {
            return isRaw(content)
                    ? Identity.decode(content)
                    : Identity.ofText(new String(content, StandardCharsets.UTF_8));
        } catch (InvalidDataException e) {
            throw new InvalidDataException("key file " + path + " holds no private key: " + e.getMessage()
                    + ". Restore it from a backup, or remove it to start with a new identity", e);
        }
    }

    /** Reads the key, or makes and writes one if the file is not there. */
    public Identity loadOrCreate(KeyType type, SecureRandom random) throws IOException {
        return exists() ? load() : create(Identity.generate(type, random));
    }

    /** Writes a key to a file that is not there yet; if somebody else was faster, that one's key is the answer. */
    public Identity create(Identity identity) throws IOException {
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(directory, ".identity", ".tmp", ownerOnly());
        try {
            write(draft, identity.encoded());
            publish(draft);
            sync();
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} appeared while a key was made for it", path);
            return load();
        } finally {
            Files.deleteIfExists(draft);
        }
        LOG.info("created {} in {}", identity, path);
        return identity;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private byte[] read() throws IOException {
        try {
            long size = Files.size(path);
            if (size == 0 || size > KeyText.MAX_LENGTH) {
                throw new InvalidDataException("key file " + path + " has " + size + " bytes: expected 1 to "
                        + KeyText.MAX_LENGTH + ". Restore it from a backup, or remove it to start with a new identity");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new IOException("key file " + path + " does not exist: create it, or allow the node to", e);
        }
    }

    /** A key message starts with its type, below 4, and the tag of its bytes. */
    private static boolean isRaw(byte[] content) {
        return content.length > 3 && content[0] == 8 && content[1] >= 0 && content[1] < 4 && content[2] == 0x12;
    }

    private FileAttribute<?>[] ownerOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void write(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** A hard link fails where a file already is, which a move does not; some file systems have none. */
    private void publish(Path draft) throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException | UnsupportedOperationException e) {
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                throw e;
            }
            LOG.debug("{} cannot be synced: this file system opens no directories", directory);
        }
    }
}
