package dev.jlibp2p.network;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Closes what two nodes have too much between them after they dialled each other at the same moment. Only the node with the
 * smaller peer id does so, lest each closes the other's favourite; it closes nothing that is in use, and a limited connection
 * is no duplicate of a direct one.
 */
final class DuplicateConnections {

    private final PeerId self;

    private final ConnectionPool pool;

    private final Duration grace;

    DuplicateConnections(PeerId self, ConnectionPool pool, Duration grace) {
        this.self = self;
        this.pool = pool;
        this.grace = grace;
    }

    /** Called with every new connection. */
    void opened(DefaultConnection connection) {
        if (self.compareTo(connection.peer()) < 0 && isDuplicate(connection)) {
            watch(connection);
        }
    }

    private void watch(DefaultConnection connection) {
        connection.link().session().eventLoop().schedule(() -> {
            if (!connection.isOpen() || !isDuplicate(connection)) {
                return;
            }
            if (connection.link().session().streams() == 0) {
                connection.close(CloseCause.DUPLICATE);
            } else {
                watch(connection);
            }
        }, grace.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isDuplicate(Connection connection) {
        List<Connection> all = pool.of(connection.peer());
        return all.size() > 1 && !all.get(0).equals(connection) && all.get(0).limited() == connection.limited();
    }
}
