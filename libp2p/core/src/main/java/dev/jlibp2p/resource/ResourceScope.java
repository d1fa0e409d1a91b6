package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters with limits; memory and streams charged to a scope are charged to its parents too, or to none of them. Thread-safe
 * and free of locks. Memory counts bytes, connections and streams count pieces.
 */
public final class ResourceScope {

    private static final int MEMORY = 0;

    private static final int CONNECTIONS_INBOUND = 1;

    private static final int CONNECTIONS_OUTBOUND = 2;

    private static final int STREAMS_INBOUND = 3;

    private static final int STREAMS_OUTBOUND = 4;

    private static final int REFUSALS = 5;

    private static final int COUNTERS = 6;

    /** As memory: whatever it was, it has been given back. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final ScopeName name;

    private final Supplier<Limits> limits;

    private final Refusals reasons;

    private final @Nullable Admission admission;

    private final AtomicLongArray used = new AtomicLongArray(COUNTERS);

    private final Traffic.@Nullable Count traffic;

    /** Asked only where something would be refused. */
    private final BooleanSupplier favoured;

    private volatile @Nullable ResourceScope parent;

    /**
     * @param limits asked for at every charge, so that they can change
     * @param admission of a connection; none for other scopes
     */
    ResourceScope(ScopeName name, Supplier<Limits> limits, Refusals reasons, @Nullable ResourceScope parent,
            @Nullable Admission admission) {
        this.name = name;
        this.limits = limits;
        this.reasons = reasons;
        this.parent = parent;
        this.admission = admission;
        this.traffic = null;
        this.favoured = () -> false;
    }

    /** Of a peer, with whether it comes before others. */
    ResourceScope(PeerId peer, Supplier<Limits> limits, Refusals reasons, ResourceScope system,
            BooleanSupplier favoured) {
        this.name = ScopeName.peer(peer.toString());
        this.limits = limits;
        this.reasons = reasons;
        this.parent = system;
        this.admission = null;
        this.traffic = new Traffic.Count();
        this.favoured = favoured;
    }

    /** The kind of scope, for example {@code system}; one of a closed set. */
    public String name() {
        return name.kind();
    }

    public Limits limits() {
        return limits.get();
    }

    /** Bytes charged now. */
    public long memory() {
        return Math.max(0, used.get(MEMORY));
    }

    /** Connections charged now, both directions. */
    public long connections() {
        return connections(true) + connections(false);
    }

    /** Connections of one direction charged now. */
    public long connections(boolean openedByPeer) {
        return used.get(openedByPeer ? CONNECTIONS_INBOUND : CONNECTIONS_OUTBOUND);
    }

    /** Streams charged now, both directions. */
    public long streams() {
        return streams(true) + streams(false);
    }

    /** Streams of one direction charged now. */
    public long streams(boolean openedByPeer) {
        return used.get(openedByPeer ? STREAMS_INBOUND : STREAMS_OUTBOUND);
    }

    /** How often this scope has refused something. */
    public long refusals() {
        return used.get(REFUSALS);
    }

    /** Bytes of all streams with the peer, without framing; none where this is neither a peer nor the connection of one. */
    public Traffic.@Nullable Count traffic() {
        ResourceScope above = parent;
        return traffic != null || above == null ? traffic : above.traffic();
    }

    /** Counts what the node refuses a peer for another reason than a limit of this scope. */
    public void refuse(Refusal reason) {
        reasons.add(reason);
    }

    /** Charges {@code bytes}, or returns false and charges nothing. */
    public boolean tryReserveMemory(long bytes) {
        return chargeMemory(bytes) == null;
    }

    /**
     * Charges {@code bytes}.
     *
     * @throws ResourceLimitException if this scope or one above is full; nothing is charged then
     */
    public void reserveMemory(long bytes) throws ResourceLimitException {
        ResourceScope full = chargeMemory(bytes);
        if (full != null) {
            throw full.full("memory", full.memory(), full.limits().memory());
        }
    }

    /** Gives back what {@link #tryReserveMemory} took; a closed scope has given back everything already. */
    public void releaseMemory(long bytes) {
        ResourceScope above = parent;
        if (release(MEMORY, bytes, "memory") && above != null) {
            above.releaseMemory(bytes);
        }
    }

    /** Charges one stream. */
    public void addStream(boolean openedByPeer) throws ResourceLimitException {
        int counter = openedByPeer ? STREAMS_INBOUND : STREAMS_OUTBOUND;
        Limits bounds = limits();
        charge(counter, openedByPeer ? bounds.streamsInbound() : bounds.streamsOutbound(),
                openedByPeer ? "streams-inbound" : "streams-outbound");
        ResourceScope above = parent;
        if (above != null) {
            try {
                above.addStream(openedByPeer);
            } catch (ResourceLimitException e) {
                release(counter, 1, "streams");
                throw e;
            }
        }
    }

    /** Gives back one stream. */
    public void removeStream(boolean openedByPeer) {
        release(openedByPeer ? STREAMS_INBOUND : STREAMS_OUTBOUND, 1, "streams");
        ResourceScope above = parent;
        if (above != null) {
            above.removeStream(openedByPeer);
        }
    }

    /**
     * The peer of this connection is proven: it stops counting as transient and counts as this peer's, before it has any stream.
     *
     * @throws ResourceLimitException if the peer has as many connections as it may; the connection is still charged as before
     */
    public void proven(PeerId peer) throws ResourceLimitException {
        Admission admitted = admission;
        if (admitted == null) {
            throw new IllegalStateException("scope " + name + " is no connection");
        }
        ResourceScope ofPeer = admitted.proven(peer);
        ofPeer.used.addAndGet(MEMORY, memory());
        parent = ofPeer;
    }

    /** Ends a connection's scope; what it still holds goes back to the parents. Callable more than once. */
    public void close() {
        Admission admitted = admission;
        if (admitted == null) {
            return;
        }
        long held = used.getAndSet(MEMORY, CLOSED);
        if (held == CLOSED) {
            return;
        }
        ResourceScope above = parent;
        if (above != null) {
            above.releaseMemory(held);
        }
        admitted.end();
    }

    /** Charges one connection; beyond the limit if {@code unlimited}. */
    void addConnection(boolean openedByPeer, boolean unlimited) throws ResourceLimitException {
        Limits bounds = unlimited ? Limits.UNLIMITED : limits();
        charge(openedByPeer ? CONNECTIONS_INBOUND : CONNECTIONS_OUTBOUND,
                openedByPeer ? bounds.connectionsInbound() : bounds.connectionsOutbound(),
                openedByPeer ? "connections-inbound" : "connections-outbound");
    }

    void removeConnection(boolean openedByPeer) {
        release(openedByPeer ? CONNECTIONS_INBOUND : CONNECTIONS_OUTBOUND, 1, "connections");
    }

    /** The scope that refused, if one did. */
    private @Nullable ResourceScope chargeMemory(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("amount " + bytes + " (expected: >= 0)");
        }
        long limit = limits().memory();
        if (memory() > limit - bytes) {
            return refusedMemory();
        }
        if (takesOthersShare(bytes)) {
            return above().refusedMemory();
        }
        // Those above first: whoever closes this scope meanwhile gives back to them what it finds here.
        ResourceScope above = parent;
        ResourceScope full = above == null ? null : above.chargeMemory(bytes);
        if (full != null || take(MEMORY, bytes, limit)) {
            return full;
        }
        if (above != null) {
            above.releaseMemory(bytes);
        }
        return refusedMemory();
    }

    /**
     * Whether a peer would hold more than half of what the node has left: peers that take what they can leave some to the next
     * one. Those that are favoured may take all of that.
     */
    private boolean takesOthersShare(long bytes) {
        if (traffic == null) {
            return false;
        }
        ResourceScope node = above();
        return memory() > (node.limits().memory() - node.memory()) / 2 - bytes && !favoured.getAsBoolean();
    }

    private ResourceScope above() {
        return Objects.requireNonNull(parent);
    }

    private ResourceScope refusedMemory() {
        count(full("memory", memory(), limits().memory()));
        return this;
    }

    private void charge(int counter, long limit, String what) throws ResourceLimitException {
        if (!take(counter, 1, limit)) {
            throw count(full(what, used.get(counter), limit));
        }
    }

    private boolean take(int counter, long amount, long limit) {
        long now;
        do {
            now = used.get(counter);
            if (now < 0 || now > limit - amount) {
                return false;
            }
        } while (!used.compareAndSet(counter, now, now + amount));
        return true;
    }

    /** False if everything has been given back already. */
    private boolean release(int counter, long amount, String what) {
        long now;
        do {
            now = used.get(counter);
            if (now == CLOSED) {
                return false;
            }
            if (now < amount) {
                throw new IllegalStateException(
                        "more " + what + " released than charged to " + name + ": " + amount + " of " + now);
            }
        } while (!used.compareAndSet(counter, now, now - amount));
        return true;
    }

    private ResourceLimitException count(ResourceLimitException refusal) {
        used.incrementAndGet(REFUSALS);
        return reasons.add(Refusal.of(name.kind(), refusal.limit()), refusal);
    }

    private ResourceLimitException full(String limit, long now, long allowed) {
        return new ResourceLimitException(name, limit, now, allowed);
    }
}
