package dev.jlibp2p.host;

import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.network.Network;
import dev.jlibp2p.peerstore.PeerStore;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * A libp2p node: an identity, the addresses it listens on, its connections, and the protocols it speaks.
 *
 * <p>Thread-safe. Methods that talk to peers block and are made for virtual threads; on an event loop they throw
 * {@link IllegalStateException}. A host can be stopped and started again.
 */
public interface Host extends AutoCloseable {

    /** A host of these parts, not started; {@code Libp2p.builder()} puts the parts together. */
    static Host of(HostSettings settings) {
        return new DefaultHost(settings);
    }

    /** Who this node is. */
    PeerId id();

    /** The key behind {@link #id()}. */
    PublicKey publicKey();

    /** Binds every listen address and begins to accept. Does nothing when already started; undoes itself when it fails. */
    void start() throws IOException;

    /**
     * Stops accepting, closes connections in order and leaves no channel and no thread behind. Blocks until that is done, for
     * ten seconds at most.
     */
    void stop();

    /** Between a successful {@link #start()} and {@link #stop()}. */
    boolean isRunning();

    /** Same as {@link #stop()}. */
    @Override
    void close();

    /** What this node listens on, announces, is seen as, and is proven reachable at. */
    Addresses addresses();

    /** Handles streams that peers open for {@code protocol}, each on a virtual thread, until the registration is closed. */
    Registration handle(ProtocolId protocol, StreamHandler handler);

    /** Same on the event loop; see {@link ChannelStreamHandler}. */
    Registration handleOnLoop(ProtocolId protocol, ChannelStreamHandler handler);

    /** The protocols handled now. */
    List<ProtocolId> protocols();

    /**
     * Connects to a peer, or returns the connection there is. The addresses are tried together with those known already.
     *
     * @throws dev.jlibp2p.network.DialException with a report of every address tried
     */
    Connection connect(PeerId peer, Collection<Multiaddr> addresses) throws IOException;

    /** Connects by one address; with {@code /p2p/…} the peer must prove to be that one. */
    Connection connect(Multiaddr address) throws IOException;

    /**
     * Opens a stream to a peer for the first of {@code protocols} it speaks, connecting first where needed. Limited (relayed)
     * connections are used only when there is no other.
     */
    Stream open(PeerId peer, ProtocolId... protocols) throws IOException;

    /** Closes every connection to the peer; returns how many there were. */
    int disconnect(PeerId peer);

    /** All open connections. */
    List<Connection> connections();

    /** The open connections to one peer, the best first. */
    List<Connection> connections(PeerId peer);

    /** Which connections are kept when there are too many, and which are made again. */
    ConnectionManager connectionManager();

    /** What is known about peers. */
    PeerStore peerStore();

    /** Connections below this host, for protocols that work on the event loop. */
    Network network();

    /**
     * Tells {@code listener} what happens, in order, on a virtual thread of its own; a listener that falls more than 1,024
     * events behind misses the oldest and is told so by {@link HostEvent.EventsDropped}.
     */
    Registration onEvent(Consumer<? super HostEvent> listener);
}
