package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.ProtocolId;
import java.util.List;

/** The wish for a stream to a peer, from its beginning to its end the same object. */
public final class StreamRequest {

    private final Connection connection;

    private final List<ProtocolId> protocols;

    StreamRequest(Connection connection, List<ProtocolId> protocols) {
        this.connection = connection;
        this.protocols = protocols;
    }

    public Connection connection() {
        return connection;
    }

    /** What is proposed, in order of preference; not empty. */
    public List<ProtocolId> protocols() {
        return protocols;
    }
}
