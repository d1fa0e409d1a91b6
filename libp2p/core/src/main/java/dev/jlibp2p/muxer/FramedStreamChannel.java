package dev.jlibp2p.muxer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** A stream whose bytes travel in frames among those of others: {@link SendQueue} gives it its turns. */
public abstract class FramedStreamChannel extends AbstractStreamChannel {
    private final SendQueue sendQueue;
    private boolean ready;
    private boolean inBatch;
    private boolean progressed;

    protected FramedStreamChannel(Channel connection, long stream, SendQueue sendQueue) {
        super(connection, stream);
        this.sendQueue = sendQueue;
    }

    /**
     * Takes what the next frame carries of what was flushed.
     *
     * @param largest most bytes
     * @return null if there is nothing to send, or no credit for it
     */
    protected abstract @Nullable ByteBuf data(int largest);

    /** Appends the header of a frame with {@code length} bytes of data; it has at most 16 bytes. */
    protected abstract void writeHeader(ByteBuf out, int length);

    /** Tells the peer that our direction ends. */
    protected abstract void sendFin();

    /** Whether the peer has to allow more before anything can be sent. */
    protected abstract boolean isWithoutCredit();

    /** The peer allows more. */
    protected final void credited() {
        if (isOpen()) {
            writability(false, false);
            readyToWrite();
        }
    }

    /** Whether bytes have left since this was asked last. */
    public final boolean takeProgress() {
        boolean some = progressed;
        progressed = false;
        return some;
    }

    @Override
    protected final void readyToWrite() {
        if (hasFlushed() && isWithoutCredit()) {
            writability(false, true);
        } else if (hasFlushed() || finDue()) {
            sendQueue.ready(this);
        }
    }

    boolean markReady() {
        boolean changed = !ready;
        ready = true;
        return changed;
    }

    @Nullable
    ByteBuf takeData(int largest) {
        ready = false;
        ByteBuf data = hasFlushed() ? data(largest) : null;
        progressed |= data != null;
        return data;
    }

    /** What was taken last is on its way: what comes next? */
    void frameWritten() {
        if (finDue()) {
            sendFin();
            finSent();
        } else {
            writability(false, isWithoutCredit());
            readyToWrite();
        }
    }

    void congested() {
        writability(true, isWithoutCredit());
    }

    boolean markInBatch() {
        boolean changed = !inBatch;
        inBatch = true;
        return changed;
    }

    void endBatch() {
        inBatch = false;
        receivedBatch();
    }
}
