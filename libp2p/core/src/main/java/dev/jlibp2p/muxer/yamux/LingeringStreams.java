package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.Refusal;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streams given up by us and not yet ended by the peer: closed ones whose peer may still send, and closing ones whose last
 * bytes still wait for credit. They end with the peer's FIN or reset; we reset them after a time in which nothing leaves, or
 * when too much arrives.
 */
final class LingeringStreams {
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private static final int MOST = 4096;

    private final YamuxSession session;
    /** In the order of their deadlines, since all get the same time. */
    private final Map<Integer, Lingering> streams = new LinkedHashMap<>();
    private @Nullable Future<?> timer;

    LingeringStreams(YamuxSession session) {
        this.session = session;
    }

    /**
     * One of them.
     *
     * @param channel set while our side still has something to send
     */
    private record Lingering(ReceiveWindow window, @Nullable YamuxStreamChannel channel, boolean unacknowledged,
            long deadline) {}

    boolean contains(int id) {
        return streams.containsKey(id);
    }

    /** Our last bytes wait; from now they have limited time, and more whenever some of them leave. */
    void watch(YamuxStreamChannel stream) {
        stream.takeProgress();
        put(stream.streamId(), new Lingering(stream.window(), stream, false, deadline()));
    }

    /** The stream is over for us; what still arrives is discarded. */
    void linger(YamuxStreamChannel stream, boolean unacknowledged) {
        put(stream.streamId(), new Lingering(stream.window(), null, unacknowledged, deadline()));
    }

    /** The stream has ended some other way. Returns whether it still counted as unacknowledged. */
    boolean remove(int id) {
        Lingering stream = streams.remove(id);
        return stream != null && stream.unacknowledged();
    }

    /** The peer acknowledges late; returns whether that was open. */
    boolean acknowledge(int id) {
        Lingering stream = streams.get(id);
        if (stream == null || !stream.unacknowledged()) {
            return false;
        }
        // Replacing a value keeps the place in the order.
        streams.put(id, new Lingering(stream.window(), stream.channel(), false, stream.deadline()));
        return true;
    }

    /** Bytes for a closed stream; false if they exceed its window. */
    boolean discard(int id, long bytes) {
        Lingering stream = streams.get(id);
        if (stream == null || bytes == 0) {
            return true;
        }
        ReceiveWindow window = stream.window();
        if (!window.take(bytes)) {
            return false;
        }
        if (window.discard((int) bytes)) {
            session.windows().grantSame(id, window);
        }
        if (window.discardedTooMuch()) {
            reset(id, stream);
        }
        return true;
    }

    /** The session has ended. */
    void stop() {
        Future<?> scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        List.copyOf(streams.keySet()).forEach(session::forget);
    }

    private void put(int id, Lingering stream) {
        streams.remove(id);
        if (streams.size() >= MOST) {
            Map.Entry<Integer, Lingering> eldest = streams.entrySet().iterator().next();
            reset(eldest.getKey(), eldest.getValue());
        }
        streams.put(id, stream);
        schedule(PATIENCE);
    }

    private void reset(int id, Lingering stream) {
        session.streams().scope().refuse(Refusal.MUXER_LINGERED);
        YamuxStreamChannel channel = stream.channel();
        if (channel != null) {
            streams.remove(id);
            channel.reset(ResetCodes.NONE);
        } else {
            session.control().reset(id, ResetCodes.NONE);
            session.forget(id);
        }
    }

    private void schedule(long delay) {
        if (timer == null) {
            timer = session.streams().eventLoop().schedule(this::expire, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void expire() {
        timer = null;
        long now = session.streams().now();
        for (;;) {
            Iterator<Map.Entry<Integer, Lingering>> eldest = streams.entrySet().iterator();
            if (!eldest.hasNext()) {
                return;
            }
            Map.Entry<Integer, Lingering> entry = eldest.next();
            if (entry.getValue().deadline() - now > 0) {
                schedule(entry.getValue().deadline() - now);
                return;
            }
            YamuxStreamChannel channel = entry.getValue().channel();
            if (channel != null && channel.takeProgress()) {
                watch(channel);
            } else {
                reset(entry.getKey(), entry.getValue());
            }
        }
    }

    private long deadline() {
        return session.streams().now() + PATIENCE;
    }
}
