package dev.jlibp2p.transport;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * A way to reach and to be reached by peers. Delivers finished links only: connected, secured, multiplexed.
 *
 * <p>Thread-safe. Futures complete on the event loop of the new link.
 */
public interface Transport {

    /** Short name from a closed set, fit for a metric tag, for example {@code tcp}. */
    String name();

    /** Whether this transport can dial and listen on addresses of this form; a trailing {@code /p2p} is ignored. */
    boolean handles(Multiaddr address);

    /**
     * Whether all bytes of its links pass the handlers the upgrader puts on their channels, so that the key of a private network
     * covers them. A node in such a network does not use any other transport.
     */
    default boolean isProtectable() {
        return false;
    }

    /**
     * Dials. Cancelling the future, or its failure, closes everything opened for this dial; a success is handed over to the
     * caller. Fails with an {@link java.io.IOException}.
     */
    Future<SecuredMuxer> dial(Multiaddr address, DialContext context);

    /** Listens. Fails with an {@link java.io.IOException} that names the address. */
    Future<Listener> listen(Multiaddr address, ListenContext context);

    /**
     * Closes what it keeps open by itself, such as a socket for later dials. Called when the node stops, after its listeners
     * and connections and before the event loops end; dials fail from then on.
     */
    default Future<Void> close() {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }
}
