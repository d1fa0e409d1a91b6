package dev.jlibp2p.network;

import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one node, for code that works on event loops. Thread-safe; nothing here blocks but {@link #close}.
 * A network lives from a start of its host to the next stop.
 */
public interface Network {

    /** A network on {@code transports}, which run on {@code loops}; closing it does not end the loops. */
    static Network of(NetworkSettings settings, EventLoops loops, List<Transport> transports) {
        return new DefaultNetwork(settings, loops, transports);
    }

    /** Who this node is. */
    PeerId self();

    /** All open connections. */
    List<Connection> connections();

    /** The open connections to one peer, the best first: direct before limited, then what the smaller peer id dialled, then the
     * oldest. */
    List<Connection> connections(PeerId peer);

    /** Told from now on of every connection and stream, and of every dial. */
    void addListener(ConnectionListener listener);

    /**
     * Starts to listen on one address. Fails with an {@link java.io.IOException}, also when no transport serves the address.
     */
    Future<Listener> listen(Multiaddr address);

    /**
     * Connects to a peer by the given addresses, or gives the best connection there is. Dials to the same peer are joined. Fails
     * with a {@link DialException}.
     *
     * @param peer whom the addresses must lead to, or {@code null} to take whoever is there
     */
    Future<Connection> dial(@Nullable PeerId peer, Collection<Multiaddr> addresses);

    /**
     * Same, by addresses of several origins, and tells how it went. Whoever connects to peers on the node's own account, and not
     * because somebody waits for one, dials {@link DialRequest#automatic}: what failed a moment ago is left alone then.
     */
    Future<Dialled> dial(DialRequest request);

    /**
     * Opens a stream without blocking; {@code handler} is called on the loop once the protocol is settled and before any byte
     * is delivered.
     */
    Future<Stream> open(Connection connection, ChannelStreamHandler handler, ProtocolId... protocols);

    /**
     * The same without waiting for the peer to agree, whatever is known about it: the first bytes written travel with the
     * proposal, which spares a round trip. A peer that refuses ends the stream with a
     * {@link dev.jlibp2p.connection.ProtocolNotSupportedException} in its pipeline.
     */
    Future<Stream> openLazily(Connection connection, ChannelStreamHandler handler, ProtocolId protocol);

    /** Tells the listeners of an exchange that has ended. Callable from any thread. */
    void report(Exchange exchange);

    /** The limits that hold, and what is charged to them. */
    ResourceManager resources();

    /** The transports of this node. */
    List<Transport> transports();

    /** The fingerprint of the key of the private network this node belongs to; empty where it is open to everybody. */
    Optional<String> privateNetwork();

    /** Event loops of this node. */
    EventLoops loops();

    /**
     * Closes listeners, takes no stream of a peer any more, and waits for those that are open to end, for {@code patience} at
     * most. What is open goes on working, dials too.
     */
    void drain(Duration patience);

    /** Closes listeners and connections in order and waits for stream handlers to return, within {@code budget}. */
    void close(Duration budget);
}
