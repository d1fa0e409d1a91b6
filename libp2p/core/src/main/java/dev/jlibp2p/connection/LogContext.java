package dev.jlibp2p.connection;

import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/**
 * Names the connection, and where there is one the stream, on every line a thread logs during a task: the keys
 * {@value #PEER}, {@value #CONNECTION} and {@value #PROTOCOL} of the mapped diagnostic context. Costs nothing where the log
 * has no such context.
 */
public final class LogContext {

    /** Who is at the other end. */
    public static final String PEER = "peer";

    /** The id of the connection. */
    public static final String CONNECTION = "conn";

    /** What is spoken on the stream. */
    public static final String PROTOCOL = "protocol";

    private static final boolean USED = !(MDC.getMDCAdapter() instanceof NOPMDCAdapter);

    private LogContext() {}

    /** Runs {@code task} with {@code connection} and its peer named; takes the keys back, whatever they said before. */
    public static void run(Connection connection, Runnable task) {
        if (!USED) {
            task.run();
            return;
        }
        MDC.put(PEER, connection.peer().toString());
        MDC.put(CONNECTION, connection.id());
        try {
            task.run();
        } finally {
            MDC.remove(PEER);
            MDC.remove(CONNECTION);
        }
    }

    /** Runs {@code task} with the connection of {@code stream}, its peer and its protocol named, likewise. */
    public static void run(Stream stream, Runnable task) {
        if (!USED) {
            task.run();
            return;
        }
        MDC.put(PROTOCOL, stream.protocol().toString());
        try {
            run(stream.connection(), task);
        } finally {
            MDC.remove(PROTOCOL);
        }
    }
}
