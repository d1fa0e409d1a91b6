package dev.jlibp2p.transport.quic;

import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Lets the streams of one connection write in turns. The library gives all the room there is to whoever comes first in its own
 * order, and what found none keeps its place there: one stream that always has more would starve the others. So no stream
 * writes more than has room, and none at all while a frame still waits for it. On the connection's loop.
 */
final class WriteTurns {

    /** Bytes of a turn while others wait for theirs. */
    private static final int TURN = 16 << 10;

    private static final int TURN_ALONE = 64 << 10;

    /** Streams that had nothing to write when their last turn came: short answers pass long transfers. */
    private final Queue<QuicStream> fresh = new ArrayDeque<>();

    private final Queue<QuicStream> busy = new ArrayDeque<>();

    private final Consumer<Runnable> later;

    private boolean frameWaits;

    private boolean due;

    /** @param later runs a task on the loop, once the library is not inside its own loop over all streams */
    WriteTurns(Consumer<Runnable> later) {
        this.later = later;
    }

    /** The stream has flushed bytes, which leave a little later: an end of the stream asked for meanwhile goes with them. */
    void ask(QuicStream stream) {
        if (stream.waitsForTurn(true)) {
            fresh.add(stream);
        }
        runLater();
    }

    /** There may be room for the stream again; told in the library's own order, in which nobody may write at once. */
    void roomFor(QuicStream stream) {
        if (stream.waitsForTurn(true)) {
            busy.add(stream);
        }
        runLater();
    }

    private void runLater() {
        if (!due) {
            due = true;
            later.accept(this::run);
        }
    }

    private void run() {
        due = false;
        while (!frameWaits) {
            QuicStream next = fresh.isEmpty() ? busy.poll() : fresh.poll();
            if (next == null) {
                return;
            }
            turn(next);
        }
    }

    private void turn(QuicStream stream) {
        ChannelFuture written = stream.writeTurn(fresh.isEmpty() && busy.isEmpty() ? TURN_ALONE : TURN);
        if (written != null && !written.isDone()) {
            frameWaits = true;
            written.addListener(done -> {
                frameWaits = false;
                runLater();
            });
        }
        if (written != null || stream.hasTurn()) {
            busy.add(stream);
        } else {
            stream.waitsForTurn(false);
        }
    }
}
