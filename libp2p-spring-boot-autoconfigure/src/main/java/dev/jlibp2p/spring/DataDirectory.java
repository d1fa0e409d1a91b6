package dev.jlibp2p.spring;

import dev.jlibp2p.identity.DataDirectoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * The directory a node keeps its things in, locked against other nodes from its first use until the context stops, and again
 * while it is restarted. A node that keeps nothing never makes it. Used by the thread that drives the context.
 */
public final class DataDirectory implements SmartLifecycle, DisposableBean {

    private final Path path;

    private boolean wanted;

    private @Nullable DataDirectoryLock lock;

    /** Touches nothing before it is opened. */
    public DataDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes and locks the directory if that has not been done.
     *
     * @throws DataDirectoryException if another node uses it or it cannot be made
     */
    public synchronized Path open() {
        wanted = true;
        if (lock == null) {
            try {
                lock = DataDirectoryLock.acquire(path);
            } catch (IOException e) {
                throw new DataDirectoryException(path, e);
            }
        }
        return path;
    }

    @Override
    public synchronized void start() {
        if (wanted) {
            open();
        }
    }

    @Override
    public synchronized void stop() {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unlock " + path, e);
            } finally {
                lock = null;
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return lock != null;
    }

    @Override
    public int getPhase() {
        return Libp2pPhases.HOST - 1;
    }

    /** A context that fails before it starts ends here. */
    @Override
    public void destroy() {
        stop();
    }
}
