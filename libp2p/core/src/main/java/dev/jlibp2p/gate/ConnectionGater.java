package dev.jlibp2p.gate;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect. Called on event loops: answers at once and never blocks. A veto closes what was opened so far.
 */
public interface ConnectionGater {

    /** Admits everybody. */
    ConnectionGater OPEN = new ConnectionGater() {};

    /** Before dialling; {@code peer} is null when the address names none. */
    default boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
        return true;
    }

    /**
     * Before any byte of an accepted link is read; and, where transports share a port, once more with the whole of its address
     * when the peer has begun to tell which of them it wants.
     */
    default boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
        return true;
    }

    /** Once the peer is proven, before any stream. */
    default boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
        return true;
    }

    /**
     * Calls {@code listener}, on any thread, whenever somebody who was admitted may not be any more: connections whose peer is
     * not admitted then are closed. The default is a gater that never changes its mind.
     *
     * @return ends it
     */
    default Runnable onChange(Runnable listener) {
        return () -> {};
    }
}
