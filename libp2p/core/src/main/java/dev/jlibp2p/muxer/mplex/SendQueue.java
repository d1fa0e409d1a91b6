package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way out: what opens and ends streams first, then one message of every ready stream in turn, then one flush, at most once
 * per turn of the loop. While the connection is congested nothing leaves; then the former waits here, a bounded amount of it,
 * and data waits in its streams.
 */
final class SendQueue {
    /** With its head this fills one Noise record. Never less: some peers bound the number of unread messages, not their size. */
    static final int PAYLOAD = 65_519 - Frame.LARGEST_HEAD;

    private static final int MOST_CONTROL = 64 << 10;
    private static final int EARLY_CONTROL = 16 << 10;
    private static final int BYTES_PER_TURN = 512 << 10;

    private final ChannelHandlerContext context;
    private final MplexSession session;
    private final ArrayDeque<MplexStreamChannel> ready = new ArrayDeque<>();
    private final Runnable task = this::runTask;
    private @Nullable ByteBuf control;
    private boolean due;
    private boolean taskQueued;
    private boolean turning;
    private boolean closed;

    SendQueue(ChannelHandlerContext context, MplexSession session) {
        this.context = context;
        this.session = session;
    }

    /** Queues a message without content. A peer that makes us queue too much and does not read loses the connection. */
    void control(int kind, long key) {
        if (closed) {
            return;
        }
        ByteBuf frames = control;
        if (frames != null && frames.readableBytes() >= EARLY_CONTROL && context.channel().isWritable()) {
            writeControl();
            frames = null;
        }
        if (frames == null) {
            frames = context.alloc().buffer(8 * Frame.LARGEST_HEAD, MOST_CONTROL);
            control = frames;
        }
        if (frames.readableBytes() + Frame.LARGEST_HEAD > MOST_CONTROL) {
            overflow();
            return;
        }
        Frame.write(frames, kind, key);
        request();
    }

    /** Gives {@code stream} a place in the turn order, unless it has one. */
    void ready(MplexStreamChannel stream) {
        if (!closed && stream.markReady()) {
            ready.add(stream);
            request();
        }
    }

    /** Asks for a turn before the loop waits again. */
    void request() {
        due = true;
        if (!taskQueued && !turning && !closed) {
            taskQueued = true;
            context.channel().eventLoop().execute(task);
        }
    }

    /** Takes the turn now if one was asked for: the connection has just been read and nothing better is to come. */
    void turnIfDue() {
        if (due && !closed && !context.channel().isWritable()) {
            // Only those who want to write hear of congestion; the others are thousands.
            ready.forEach(MplexStreamChannel::congested);
        } else if (due && !closed) {
            turning = true;
            try {
                turn();
            } finally {
                turning = false;
            }
            if (due) {
                request();
            }
        }
    }

    /** Sends nothing more. */
    void close() {
        closed = true;
        ready.clear();
        ByteBuf frames = control;
        control = null;
        if (frames != null) {
            frames.release();
        }
    }

    private void runTask() {
        taskQueued = false;
        turnIfDue();
    }

    private void turn() {
        due = false;
        writeControl();
        int left = BYTES_PER_TURN;
        while (left > 0 && context.channel().isWritable() && !ready.isEmpty()) {
            left -= writeFrame(ready.remove());
            // At once: what a handler did meanwhile may open a stream whose data is next.
            writeControl();
        }
        context.flush();
        due = !closed && (control != null || !ready.isEmpty());
    }

    private int writeFrame(MplexStreamChannel stream) {
        ByteBuf frame = stream.takeFrame(PAYLOAD);
        int length = 0;
        if (frame != null) {
            length = frame.readableBytes();
            context.write(frame, context.voidPromise());
        }
        stream.frameWritten();
        return length;
    }

    private void writeControl() {
        ByteBuf frames = control;
        if (frames != null && context.channel().isWritable()) {
            control = null;
            context.write(frames, context.voidPromise());
        }
    }

    private void overflow() {
        // Later and on a clean stack: this may be deep inside a stream's own call.
        closed = true;
        context.channel()
                .eventLoop()
                .execute(() -> session.fail(new MplexException(Refusal.MUXER_ANSWERS_UNREAD,
                        "the peer asks for answers and does not read: " + MOST_CONTROL
                                + " bytes that open and end streams wait")));
    }
}
