package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The open connections by peer, each peer's best first: direct before limited, then what the smaller peer id dialled, so that
 * two nodes that dialled each other at the same moment agree on one; then the oldest. Thread-safe.
 */
final class ConnectionPool {

    /** A stable order: of equals, the one that came first. The wall clock has no say. */
    private final Comparator<Connection> bestFirst;

    private final ConcurrentMap<PeerId, List<Connection>> connections = new ConcurrentHashMap<>();

    ConnectionPool(PeerId self) {
        this.bestFirst = Comparator.comparing(Connection::limited)
                .thenComparing(connection -> isDialledByLarger(self, connection));
    }

    void add(Connection connection) {
        connections.merge(connection.peer(), List.of(connection), (there, added) -> {
            List<Connection> all = new ArrayList<>(there);
            all.addAll(added);
            all.sort(bestFirst);
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

    private static boolean isDialledByLarger(PeerId self, Connection connection) {
        boolean isSelfLarger = self.compareTo(connection.peer()) > 0;
        return isSelfLarger == (connection.role() == Role.INITIATOR);
    }

    List<Connection> all() {
        return connections.values().stream().flatMap(List::stream).toList();
    }
}
