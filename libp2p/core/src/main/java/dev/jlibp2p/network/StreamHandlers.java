package dev.jlibp2p.network;

import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The protocols a node speaks and who speaks them. Thread-safe. */
public final class StreamHandlers {

    private final ConcurrentMap<ProtocolId, Entry> entries = new ConcurrentHashMap<>();

    private final ReentrantLock changing = new ReentrantLock();

    private final UnaryOperator<StreamHandler> around;

    private volatile List<ProtocolId> protocols = List.of();

    /** Handlers as they are added. */
    public StreamHandlers() {
        this(UnaryOperator.identity());
    }

    /** @param around applied to every handler that runs on threads of its own, once, when it is added */
    public StreamHandlers(UnaryOperator<StreamHandler> around) {
        this.around = around;
    }

    /** Who speaks a protocol. Its streams share the id and the name given here, rather than hold one each. */
    sealed interface Entry {
        ProtocolId protocol();
    }

    record OnVirtualThread(ProtocolId protocol, String threadName, StreamHandler handler) implements Entry {}

    record OnLoop(ProtocolId protocol, ChannelStreamHandler handler) implements Entry {}

    /** Adds a handler for its own virtual threads; the result takes it back. */
    public Runnable add(ProtocolId protocol, StreamHandler handler) {
        return put(protocol, new OnVirtualThread(protocol, "libp2p" + protocol, around.apply(handler)));
    }

    /** Adds a handler for event loops; the result takes it back. */
    public Runnable addOnLoop(ProtocolId protocol, ChannelStreamHandler handler) {
        return put(protocol, new OnLoop(protocol, handler));
    }

    /** What is handled now, sorted. */
    public List<ProtocolId> protocols() {
        return protocols;
    }

    @Nullable
    Entry find(ProtocolId protocol) {
        return entries.get(protocol);
    }

    private Runnable put(ProtocolId protocol, Entry entry) {
        changing.lock();
        try {
            if (entries.putIfAbsent(protocol, entry) != null) {
                throw new IllegalStateException(protocol + " has a handler already; close its registration first");
            }
            changed();
        } finally {
            changing.unlock();
        }
        AtomicBoolean removed = new AtomicBoolean();
        return () -> {
            // Once only: the same handler may have been added again since.
            if (removed.compareAndSet(false, true)) {
                remove(protocol, entry);
            }
        };
    }

    private void remove(ProtocolId protocol, Entry entry) {
        changing.lock();
        try {
            entries.remove(protocol, entry);
            changed();
        } finally {
            changing.unlock();
        }
    }

    private void changed() {
        Collection<ProtocolId> now = entries.keySet();
        protocols = now.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
    }
}
