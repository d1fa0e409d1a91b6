package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way out: control frames first, then one data frame of every ready stream in turn, then one flush, at most once per turn
 * of the loop. While the connection is congested nothing leaves; then control frames wait here, a bounded number of them,
 * and data waits in its streams.
 */
final class SendQueue {
    /** With its header this fills one Noise record. */
    static final int FULL_PAYLOAD = 65_519 - Frame.HEADER;
    static final int SHARED_PAYLOAD = 16 << 10;

    private static final int MOST_CONTROL = 64 << 10;
    private static final int EARLY_CONTROL = 16 << 10;
    private static final int BYTES_PER_TURN = 512 << 10;

    private final ChannelHandlerContext context;
    private final YamuxSession session;
    private final ArrayDeque<YamuxStreamChannel> ready = new ArrayDeque<>();
    private final Runnable task = this::runTask;
    private @Nullable ByteBuf control;
    private int acknowledgements;
    private int lastPong;
    private boolean pongWaits;
    private boolean due;
    private boolean taskQueued;
    private boolean turning;
    private boolean closed;

    SendQueue(ChannelHandlerContext context, YamuxSession session) {
        this.context = context;
        this.session = session;
    }

    /** Acknowledgements of inbound streams that could not leave yet. */
    int waitingAcknowledgements() {
        return acknowledgements;
    }

    /** Queues a frame without payload. A peer that makes us queue too much and does not read loses the connection. */
    void control(int type, int flags, int id, int length) {
        if (closed) {
            return;
        }
        ByteBuf frames = control;
        if (frames != null && frames.readableBytes() >= EARLY_CONTROL && context.channel().isWritable()) {
            writeControl();
            frames = null;
        }
        if (frames == null) {
            frames = context.alloc().buffer(8 * Frame.HEADER, MOST_CONTROL);
            control = frames;
        }
        if (frames.readableBytes() + Frame.HEADER > MOST_CONTROL) {
            overflow();
            return;
        }
        Frame.write(frames, type, flags, id, length);
        if (flags == Frame.ACK && type == Frame.WINDOW_UPDATE) {
            acknowledgements++;
        }
        request();
    }

    /** Answers a ping; one answer serves the same question asked again before it left. */
    void pong(int value) {
        if (!pongWaits || value != lastPong) {
            lastPong = value;
            control(Frame.PING, Frame.ACK, 0, value);
            pongWaits = true;
        }
    }

    /** Gives {@code stream} a place in the turn order, unless it has one. */
    void ready(YamuxStreamChannel stream) {
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
            congest();
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

    /** Sends nothing more but, where the connection takes it, a last frame that says why. */
    @Nullable
    ChannelFuture close(int goAwayCode) {
        closed = true;
        ready.clear();
        ByteBuf frames = control;
        control = null;
        if (frames != null) {
            frames.release();
        }
        if (goAwayCode < 0 || !context.channel().isWritable()) {
            return null;
        }
        ByteBuf last = context.alloc().buffer(Frame.HEADER, Frame.HEADER);
        Frame.write(last, Frame.GO_AWAY, 0, 0, goAwayCode);
        return context.writeAndFlush(last);
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

    private int writeFrame(YamuxStreamChannel stream) {
        stream.unmarkReady();
        ByteBuf frame = stream.takeFrame(ready.isEmpty() ? FULL_PAYLOAD : SHARED_PAYLOAD);
        if (frame == null) {
            return 0;
        }
        int length = frame.readableBytes();
        context.write(frame, context.voidPromise());
        stream.frameWritten();
        return length;
    }

    private void writeControl() {
        ByteBuf frames = control;
        if (frames != null && context.channel().isWritable()) {
            control = null;
            pongWaits = false;
            acknowledgements = 0;
            context.write(frames, context.voidPromise());
        }
    }

    /** Only those who want to write hear of congestion: telling thousands of idle streams would cost more than it spares. */
    private void congest() {
        for (YamuxStreamChannel stream : ready) {
            stream.congested();
        }
    }

    private void overflow() {
        // Later and on a clean stack: this may be deep inside a stream's own call.
        closed = true;
        context.channel()
                .eventLoop()
                .execute(() -> session.fail(new YamuxException(Refusal.MUXER_ANSWERS_UNREAD,
                        "the peer asks for answers and does not read: " + MOST_CONTROL
                                + " bytes of control frames wait")));
    }
}
