package dev.jlibp2p.node.peers;

import dev.jlibp2p.connection.Connection;
import java.time.Instant;

/**
 * One connection.
 *
 * @param addr the peer's end
 */
record ConnectionView(String id, String addr, Direction direction, String transport, String security, String muxer,
        boolean limited, int streams, Instant openedAt) {

    static ConnectionView of(Connection connection) {
        return new ConnectionView(connection.id(), connection.peerAddress().toString(), Direction.of(connection),
                connection.transport(), connection.security(), connection.muxer(), connection.limited(),
                connection.streams().size(), connection.openedAt());
    }
}
