package dev.jlibp2p.muxer.yamux;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Streams of ours the peer has not acknowledged yet, and those who wait for their number to fall. */
final class OutboundOpens {
    private static final int MOST_WAITING = 4096;

    private final int backlog;
    private final ArrayDeque<Open> waiting = new ArrayDeque<>();
    private int unacknowledged;

    OutboundOpens(int backlog) {
        this.backlog = backlog;
    }

    /** A wish for a stream. */
    record Open(ChannelHandler handler, Promise<DuplexChannel> promise) {}

    boolean mayStart() {
        return unacknowledged < backlog;
    }

    void started() {
        unacknowledged++;
    }

    /** A started one was acknowledged or has ended without. */
    void settled() {
        unacknowledged--;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Queues; false if too many wait already. */
    boolean await(Open open) {
        return waiting.size() < MOST_WAITING && waiting.add(open);
    }

    /** The next that still wants its stream. */
    @Nullable
    Open poll() {
        Open open = waiting.poll();
        while (open != null && open.promise().isCancelled()) {
            open = waiting.poll();
        }
        return open;
    }
}
