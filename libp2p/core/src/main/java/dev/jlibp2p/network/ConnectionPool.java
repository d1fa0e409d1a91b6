package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The open connections by peer, each peer's best first: direct before limited, then the oldest. Thread-safe. */
final class ConnectionPool {

    /** A stable order: of equals, the one that came first. The wall clock has no say. */
    private static final Comparator<Connection> BEST_FIRST = Comparator.comparing(Connection::limited);

    private final ConcurrentMap<PeerId, List<Connection>> connections = new ConcurrentHashMap<>();

    void add(Connection connection) {
        connections.merge(connection.peer(), List.of(connection), (there, added) -> {
            List<Connection> all = new ArrayList<>(there);
            all.addAll(added);
            all.sort(BEST_FIRST);
            return List.copyOf(all);
        });
    }

    void remove(Connection connection) {
        connections.computeIfPresent(connection.peer(), (peer, there) -> {
            List<Connection> rest = there.stream().filter(c -> !c.equals(connection)).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    List<Connection> of(PeerId peer) {
        return connections.getOrDefault(peer, List.of());
    }

    List<Connection> all() {
        return connections.values().stream().flatMap(List::stream).toList();
    }
}
