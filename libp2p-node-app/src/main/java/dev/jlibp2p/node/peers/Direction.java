package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.Role;
import java.util.Locale;

/** Who opened a connection. */
enum Direction {

    /** The peer. */
    INBOUND,
    /** This node. */
    OUTBOUND;

    static Direction of(Connection connection) {
        return connection.role() == Role.INITIATOR ? OUTBOUND : INBOUND;
    }

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
