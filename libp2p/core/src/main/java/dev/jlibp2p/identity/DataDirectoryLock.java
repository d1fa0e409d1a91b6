package dev.jlibp2p.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second node, of this process or another, away from a data directory: two nodes with one identity confuse
 * every peer they meet. Held from {@link #acquire} to {@link #close}, or until the process dies. The file stays; only
 * the lock on it counts. Calls block; any thread.
 */
public final class DataDirectoryLock implements AutoCloseable {
    private static final String FILE = "node.lock";

    private final Path directory;
    private final FileChannel channel;

    private DataDirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock, making the directory if it is not there; fails at once if somebody holds it. */
    public static DataDirectoryLock acquire(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel = FileChannel.open(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = tryLock(channel) != null;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new IOException("data directory " + directory + " is in use by another node: stop it, or set another "
                    + "libp2p.data-dir");
        }
        return new DataDirectoryLock(directory, channel);
    }

    /** The directory that is locked. */
    public Path directory() {
        return directory;
    }

    /** Gives the directory free; once is enough. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process holds it
        }
    }
}
