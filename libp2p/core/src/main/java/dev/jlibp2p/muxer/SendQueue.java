package dev.jlibp2p.muxer;

import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a session that sends frames: control frames first, then one data frame of every ready stream in turn, then one
 * flush, at most once per turn of the loop. While the connection is congested nothing leaves; then control frames wait here, a
 * bounded amount of them, and data waits in its streams.
 */
public final class SendQueue {
    /** Header and payload: this fills one Noise record. */
    public static final int LARGEST_FRAME = 65_519;

    private static final int LARGEST_HEADER = 16;
    private static final int MOST_CONTROL = 64 << 10;
    private static final int EARLY_CONTROL = 16 << 10;
    private static final int FIRST_CONTROL = 96;
    private static final int BYTES_PER_TURN = 512 << 10;

    private final ChannelHandlerContext context;
    private final StreamSession<?> session;
    private final int payload;
    private final int sharedPayload;
    private final ArrayDeque<FramedStreamChannel> ready = new ArrayDeque<>();
    private final Runnable task = this::runTask;
    private @Nullable ByteBuf control;
    private int controlBatch;
    private boolean due;
    private boolean taskQueued;
    private boolean turning;
    private boolean closed;

    SendQueue(ChannelHandlerContext context, StreamSession<?> session, int payload, int sharedPayload) {
        this.context = context;
        this.session = session;
        this.payload = payload;
        this.sharedPayload = sharedPayload;
    }

    /**
     * Where to append a control frame now, of at most {@code length} bytes; null if nothing is sent any more. A peer that makes
     * us queue too much and does not read loses the connection.
     */
    public @Nullable ByteBuf control(int length) {
        ByteBuf frames = control;
        if (frames != null && frames.readableBytes() >= EARLY_CONTROL && context.channel().isWritable()) {
            writeControl();
            frames = null;
        }
        if (closed) {
            return null;
        }
        if (frames == null) {
            frames = context.alloc().buffer(FIRST_CONTROL, MOST_CONTROL);
            control = frames;
        }
        if (frames.readableBytes() + length > MOST_CONTROL) {
            overflow();
            return null;
        }
        request();
        return frames;
    }

    /** Which control frames wait for each other: another number means that those before have left. */
    public int controlBatch() {
        return controlBatch;
    }

    /** Asks for a turn before the loop waits again. */
    public void request() {
        due = true;
        if (!taskQueued && !turning && !closed) {
            taskQueued = true;
            context.channel().eventLoop().execute(task);
        }
    }

    /** Sends nothing more. */
    public void close() {
        closed = true;
        ready.clear();
        ByteBuf frames = control;
        control = null;
        if (frames != null) {
            frames.release();
        }
    }

    /** Gives {@code stream} a place in the turn order, unless it has one. */
    void ready(FramedStreamChannel stream) {
        if (!closed && stream.markReady()) {
            ready.add(stream);
            request();
        }
    }

    /** Takes the turn now if one was asked for: the connection has just been read and nothing better is to come. */
    void turnIfDue() {
        if (due && !closed && !context.channel().isWritable()) {
            // Only those who want to write hear of congestion: telling thousands of idle streams would cost more than it spares.
            ready.forEach(FramedStreamChannel::congested);
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

    private int writeFrame(FramedStreamChannel stream) {
        ByteBuf data = stream.takeData(ready.isEmpty() ? payload : sharedPayload);
        int length = 0;
        if (data != null) {
            length = data.readableBytes();
            // A buffer of its own, not one made of both: whoever encrypts gathers them anyway, and copies that one twice.
            ByteBuf header = context.alloc().buffer(LARGEST_HEADER, LARGEST_HEADER);
            stream.writeHeader(header, length);
            context.write(header, context.voidPromise());
            context.write(data, context.voidPromise());
        }
        stream.frameWritten();
        return length;
    }

    private void writeControl() {
        ByteBuf frames = control;
        if (frames != null && context.channel().isWritable()) {
            control = null;
            controlBatch++;
            context.write(frames, context.voidPromise());
        }
    }

    private void overflow() {
        // Later and on a clean stack: this may be deep inside a stream's own call.
        closed = true;
        context.channel()
                .eventLoop()
                .execute(() -> session.fail(new MuxerException(Refusal.MUXER_ANSWERS_UNREAD,
                        "the peer asks for answers and does not read: " + MOST_CONTROL
                                + " bytes of control frames wait")));
    }
}
