package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one connection holds of the scopes above it, and in which of them it counts. */
final class Admission {

    private final ResourceManager manager;

    private final boolean inbound;

    private final @Nullable InetAddress from;

    private final @Nullable Consumer<? super ResourceLimitException> givenUp;

    /** Left once: by whoever proves the peer, or by a newer link in need of the place. */
    private final AtomicBoolean isTransient = new AtomicBoolean();

    /** On account of its address nothing refuses it, until its peer is proven. */
    private boolean lent;

    private boolean inSubnet;

    private boolean inSystem;

    private volatile long queued;

    private @Nullable PeerId peer;

    private @Nullable ResourceScope ofPeer;

    Admission(ResourceManager manager, boolean inbound, @Nullable InetAddress from,
            @Nullable Consumer<? super ResourceLimitException> givenUp) {
        this.manager = manager;
        this.inbound = inbound;
        this.from = from;
        this.givenUp = givenUp;
    }

    /** Charges the connection, or nothing. */
    void begin() throws ResourceLimitException {
        boolean admitted = false;
        try {
            lent = from != null && manager.lendFavour(from);
            if (!lent) {
                enterSubnet();
            }
            enterSystem();
            enterTransient();
            admitted = true;
        } finally {
            if (!admitted) {
                end();
            }
        }
    }

    ResourceScope proven(PeerId proven) throws ResourceLimitException {
        if (ofPeer != null) {
            throw new IllegalStateException("the peer of this connection is proven already: " + peer);
        }
        boolean welcome = manager.isFavoured(proven);
        if (lent) {
            giveBackFavour();
            if (!welcome) {
                chargeAsEverybody();
            }
        }
        ResourceScope entered = manager.peers().enter(proven, inbound, welcome);
        peer = proven;
        ofPeer = entered;
        leaveTransient();
        return entered;
    }

    /** Once. */
    void end() {
        leaveTransient();
        giveBackFavour();
        if (peer != null && ofPeer != null) {
            manager.peers().leave(peer, ofPeer, inbound);
        }
        leaveSystem();
        if (inSubnet && from != null) {
            manager.subnets().leave(from);
        }
    }

    /** Who shares the address of somebody favoured is not favoured for that. */
    private void chargeAsEverybody() throws ResourceLimitException {
        enterSubnet();
        leaveSystem();
        enterSystem();
    }

    private void giveBackFavour() {
        if (lent && from != null) {
            manager.giveBackFavour(from);
        }
        lent = false;
    }

    private void enterSystem() throws ResourceLimitException {
        manager.system().addConnection(inbound, lent);
        inSystem = true;
    }

    private void leaveSystem() {
        if (inSystem) {
            manager.system().removeConnection(inbound);
        }
        inSystem = false;
    }

    private void enterSubnet() throws ResourceLimitException {
        InetAddress address = from;
        if (address == null || address.isLoopbackAddress()) {
            return;
        }
        String fast = manager.rates().tooFast(address);
        if (fast != null) {
            throw manager.refusals().add(Refusal.ACCEPT_RATE, tooFast(fast));
        }
        if (Subnet.isPrivate(address)) {
            return;
        }
        Subnet full = manager.subnets().enter(address);
        if (full != null) {
            throw manager.refusals().add(Refusal.SUBNET_CONNECTIONS, tooMany(full));
        }
        inSubnet = true;
    }

    private ResourceLimitException tooFast(String where) {
        AcceptLimits limits = manager.limits().accept();
        return new ResourceLimitException("subnet", "accept-rate", """
                subnet %s: accept-rate limit reached (allowed from one address: %s a second, %d at once); raise \
                libp2p.limits.accept-rate.per-ip or libp2p.limits.accept-rate.burst""".formatted(where, limits.perIp(),
                limits.burst()));
    }

    private ResourceLimitException tooMany(Subnet subnet) {
        return new ResourceLimitException("subnet", "connections",
                "subnet %s: connections limit reached (in use %d); raise libp2p.limits.accept-rate.connections-per-ip"
                        .formatted(subnet, manager.subnets().count(subnet)));
    }

    private void enterTransient() throws ResourceLimitException {
        ResourceLimitException full = chargeTransient();
        while (full != null) {
            Admission oldest = givenUp == null ? null : manager.handshakes().pollOldest();
            if (oldest == null) {
                throw full;
            }
            oldest.giveUp(full);
            full = chargeTransient();
        }
        isTransient.set(true);
        if (givenUp != null && !lent) {
            queued = manager.handshakes().add(this);
        }
    }

    /** Why it is not charged. */
    private @Nullable ResourceLimitException chargeTransient() {
        ResourceScope unproven = manager.unproven();
        try {
            unproven.addConnection(inbound, lent);
        } catch (ResourceLimitException e) {
            return e;
        }
        try {
            unproven.reserveMemory(ResourceManager.HANDSHAKE_BYTES);
            return null;
        } catch (ResourceLimitException e) {
            unproven.removeConnection(inbound);
            return e;
        }
    }

    private void giveUp(ResourceLimitException cause) {
        if (givenUp != null && leaveTransient()) {
            givenUp.accept(cause);
        }
    }

    private boolean leaveTransient() {
        if (!isTransient.compareAndSet(true, false)) {
            return false;
        }
        manager.unproven().removeConnection(inbound);
        manager.unproven().releaseMemory(ResourceManager.HANDSHAKE_BYTES);
        manager.handshakes().remove(queued);
        return true;
    }
}
