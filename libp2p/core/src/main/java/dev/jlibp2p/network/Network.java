package dev.jlibp2p.network;

import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Future;
import java.util.List;

/** The connections of one node, for code that works on event loops. Thread-safe; nothing here blocks. */
public interface Network {

    /** All open connections. */
    List<Connection> connections();

    /** The open connections to one peer, the best first: direct before limited, then the oldest. */
    List<Connection> connections(PeerId peer);

    /** Told of every connection from now on, on the connection's event loop. */
    void addListener(ConnectionListener listener);

    /**
     * Opens a stream without blocking; {@code handler} is called on the loop once the protocol is settled and before any byte
     * is delivered.
     */
    Future<Stream> open(Connection connection, ChannelStreamHandler handler, ProtocolId... protocols);

    /** The limits that hold, and what is charged to them. */
    ResourceManager resources();
}
