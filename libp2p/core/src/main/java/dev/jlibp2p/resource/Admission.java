package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What one connection holds of the scopes above it, and in which of them it counts. */
final class Admission {

    private final ResourceManager manager;

    private final boolean inbound;

    private final AtomicBoolean isTransient = new AtomicBoolean(true);

    private @Nullable PeerId peer;

    private @Nullable ResourceScope ofPeer;

    Admission(ResourceManager manager, boolean inbound) {
        this.manager = manager;
        this.inbound = inbound;
    }

    /** Charges the connection, or nothing. */
    void begin() throws ResourceLimitException {
        ResourceScope system = manager.system();
        ResourceScope unproven = manager.unproven();
        system.addConnection(inbound);
        try {
            unproven.addConnection(inbound);
            try {
                unproven.reserveMemory(ResourceManager.HANDSHAKE_BYTES);
            } catch (ResourceLimitException e) {
                unproven.removeConnection(inbound);
                throw e;
            }
        } catch (ResourceLimitException e) {
            system.removeConnection(inbound);
            throw e;
        }
    }

    ResourceScope proven(PeerId proven) throws ResourceLimitException {
        if (ofPeer != null) {
            throw new IllegalStateException("the peer of this connection is proven already: " + peer);
        }
        ResourceScope entered = manager.peers().enter(proven, inbound);
        peer = proven;
        ofPeer = entered;
        leaveTransient();
        return entered;
    }

    /** Once. */
    void end() {
        leaveTransient();
        if (peer != null && ofPeer != null) {
            manager.peers().leave(peer, ofPeer, inbound);
        }
        manager.system().removeConnection(inbound);
    }

    private void leaveTransient() {
        if (isTransient.compareAndSet(true, false)) {
            manager.unproven().removeConnection(inbound);
            manager.unproven().releaseMemory(ResourceManager.HANDSHAKE_BYTES);
        }
    }
}
