package dev.jlibp2p.resource;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counters with limits; what is charged to a scope is charged to its parents too, or to none of them. Thread-safe and free
 * of locks. Memory counts bytes, connections and streams count pieces.
 */
public final class ResourceScope {

    private final String name;

    private final Limits limits;

    private final @Nullable ResourceScope parent;

    private final boolean inbound;

    private final @Nullable ResourceScope unproven;

    private final AtomicBoolean isProven = new AtomicBoolean();

    private final AtomicBoolean closed = new AtomicBoolean();

    private final AtomicLong memory = new AtomicLong();

    private final AtomicLong connectionsInbound = new AtomicLong();

    private final AtomicLong connectionsOutbound = new AtomicLong();

    private final AtomicLong streamsInbound = new AtomicLong();

    private final AtomicLong streamsOutbound = new AtomicLong();

    private final AtomicLong refusals = new AtomicLong();

    private final Refusals reasons;

    /** A scope without parent. */
    ResourceScope(String name, Limits limits, Refusals reasons) {
        this.name = name;
        this.limits = limits;
        this.parent = null;
        this.inbound = false;
        this.unproven = null;
        this.reasons = reasons;
    }

    /** The scope of one connection. */
    ResourceScope(Limits limits, ResourceScope parent, boolean inbound, ResourceScope unproven) {
        this.name = "connection";
        this.limits = limits;
        this.parent = parent;
        this.inbound = inbound;
        this.unproven = unproven;
        this.reasons = parent.reasons;
    }

    /** The scope's name, for example {@code system}. */
    public String name() {
        return name;
    }

    public Limits limits() {
        return limits;
    }

    /** Bytes charged now. */
    public long memory() {
        return memory.get();
    }

    /** Connections charged now, both directions. */
    public long connections() {
        return connectionsInbound.get() + connectionsOutbound.get();
    }

    /** Streams charged now, both directions. */
    public long streams() {
        return streamsInbound.get() + streamsOutbound.get();
    }

    /** How often this scope has refused something. */
    public long refusals() {
        return refusals.get();
    }

    /** Counts what the node refuses a peer for another reason than a limit of this scope. */
    public void refuse(Refusal reason) {
        reasons.add(reason);
    }

    /** Charges {@code bytes}, or returns false and charges nothing. */
    public boolean tryReserveMemory(long bytes) {
        if (!charge(memory, bytes, limits.memory())) {
            count("memory");
            return false;
        }
        if (parent == null || parent.tryReserveMemory(bytes)) {
            return true;
        }
        memory.addAndGet(-bytes);
        return false;
    }

    /** Gives back what {@link #tryReserveMemory} took; a closed scope has given back everything already. */
    public void releaseMemory(long bytes) {
        if (closed.get()) {
            return;
        }
        release(memory, bytes, "memory");
        if (parent != null) {
            parent.releaseMemory(bytes);
        }
    }

    /** Charges one stream. */
    public void addStream(boolean openedByPeer) throws ResourceLimitException {
        AtomicLong counter = openedByPeer ? streamsInbound : streamsOutbound;
        int limit = openedByPeer ? limits.streamsInbound() : limits.streamsOutbound();
        if (!charge(counter, 1, limit)) {
            throw refused(openedByPeer ? "streams-inbound" : "streams-outbound", counter.get(), limit);
        }
        if (parent != null) {
            try {
                parent.addStream(openedByPeer);
            } catch (ResourceLimitException e) {
                counter.decrementAndGet();
                throw e;
            }
        }
    }

    /** Gives back one stream. */
    public void removeStream(boolean openedByPeer) {
        release(openedByPeer ? streamsInbound : streamsOutbound, 1, "streams");
        if (parent != null) {
            parent.removeStream(openedByPeer);
        }
    }

    /** The peer of this connection is proven: it stops counting as transient. */
    public void proven() {
        if (unproven != null && isProven.compareAndSet(false, true)) {
            unproven.removeConnection(inbound);
        }
    }

    /** Ends a connection's scope; what it still holds goes back to the parents. Callable more than once. */
    public void close() {
        if (parent == null || !closed.compareAndSet(false, true)) {
            return;
        }
        proven();
        long held = memory.getAndSet(0);
        if (held > 0) {
            parent.releaseMemory(held);
        }
        parent.removeConnection(inbound);
    }

    void addConnection(boolean openedByPeer) throws ResourceLimitException {
        AtomicLong counter = openedByPeer ? connectionsInbound : connectionsOutbound;
        int limit = openedByPeer ? limits.connectionsInbound() : limits.connectionsOutbound();
        if (!charge(counter, 1, limit)) {
            throw refused(openedByPeer ? "connections-inbound" : "connections-outbound", counter.get(), limit);
        }
    }

    void removeConnection(boolean openedByPeer) {
        release(openedByPeer ? connectionsInbound : connectionsOutbound, 1, "connections");
    }

    private boolean charge(AtomicLong counter, long amount, long limit) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount " + amount + " (expected: >= 0)");
        }
        long used;
        do {
            used = counter.get();
            if (used > limit - amount) {
                return false;
            }
        } while (!counter.compareAndSet(used, used + amount));
        return true;
    }

    private static void release(AtomicLong counter, long amount, String what) {
        if (counter.addAndGet(-amount) < 0) {
            counter.addAndGet(amount);
            throw new IllegalStateException("more " + what + " released than charged: " + amount);
        }
    }

    private void count(String limit) {
        refusals.incrementAndGet();
        reasons.add(Refusal.of(name, limit));
    }

    private ResourceLimitException refused(String limit, long used, long allowed) {
        count(limit);
        return new ResourceLimitException(name, limit, used, allowed, "libp2p.limits." + name + "." + limit);
    }
}
