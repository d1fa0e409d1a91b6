package dev.jlibp2p.network;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Those that a timer looks after: one is enough, however often the peer connects besides. */
    private final Set<DefaultConnection> watched = ConcurrentHashMap.newKeySet();

    DuplicateConnections(PeerId self, ConnectionPool pool, Duration grace) {
        this.self = self;
        this.pool = pool;
        this.grace = grace;
    }

    /** Called with every new connection. */
    void opened(DefaultConnection connection) {
        if (self.compareTo(connection.peer()) < 0) {
            // The new one may be the better one, on which both ends agree: then it is an older one that has to go.
            pool.of(connection.peer())
                    .stream()
                    .filter(this::isDuplicate)
                    .map(DefaultConnection.class::cast)
                    .filter(watched::add)
                    .forEach(this::watch);
        }
    }

    private void watch(DefaultConnection connection) {
        connection.link().session().eventLoop().schedule(() -> {
            if (!connection.isOpen() || !isDuplicate(connection)) {
                watched.remove(connection);
                return;
            }
            // Long enough unused that the peer, too, knows by now which of the two is the better one.
            if (connection.link().session().streams() == 0 && connection.unused().compareTo(grace) >= 0) {
                watched.remove(connection);
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
