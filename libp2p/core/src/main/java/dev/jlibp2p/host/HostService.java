package dev.jlibp2p.host;

/**
 * Something that runs as long as its host does: a protocol that starts by itself, such as identify.
 *
 * <p>Started before the host listens, so it misses no connection, and stopped before connections are closed.
 */
public interface HostService {

    /** Called at every start of the host; must not block. An exception fails the start. */
    void start(HostContext context);

    /** Called at every stop, and after a failed start. */
    default void stop() {}
}
