package dev.jlibp2p.muxer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import org.jspecify.annotations.Nullable;

/**
 * The inbound direction of a stream: delivers what was asked for, keeps the rest, and tells of the end when all is delivered.
 *
 * <p>Handlers call {@code read()} inside {@code channelRead}; then the loop that is delivering goes on instead of a nested one.
 */
final class StreamInput {
    /** With auto-read on, so many messages are delivered before {@code channelReadComplete}. */
    static final int MESSAGES_PER_READ = 16;

    private final AbstractStreamChannel stream;
    private @Nullable ReceiveQueue queue;
    private volatile boolean shutdown;
    private boolean finReceived;
    private boolean readPending;
    private boolean delivering;
    private int deliveredInBatch;

    StreamInput(AbstractStreamChannel stream) {
        this.stream = stream;
    }

    /** Whether nothing more will be delivered; callable from any thread. */
    boolean isShutdown() {
        return shutdown;
    }

    boolean isFinReceived() {
        return finReceived;
    }

    int queued() {
        return queue == null ? 0 : queue.bytes();
    }

    void received(ByteBuf message, int shared) {
        if (!stream.isOpen() || shutdown || finReceived) {
            int bytes = message.readableBytes();
            message.release();
            stream.discarded(bytes);
        } else if (wantsMessage() && queued() == 0 && !delivering) {
            deliver(message);
        } else {
            enqueue(message, shared);
        }
    }

    void receivedBatch() {
        if (deliveredInBatch > 0 && !delivering) {
            completeRead();
            drain();
        }
    }

    void receivedFin() {
        finReceived = true;
        deliverEnd();
    }

    /** Somebody wants to read. */
    void request() {
        readPending = true;
        if (!delivering) {
            drain();
        }
    }

    /** Nobody wants to read any more. */
    void requestCleared() {
        readPending = false;
    }

    /** Our side gives the direction up. */
    void shutdown() {
        shutdown = true;
        discard(true);
    }

    /**
     * Drops what is queued.
     *
     * @param credited whether the stream goes on, so that the dropped bytes matter to the peer
     */
    void discard(boolean credited) {
        ReceiveQueue dropped = queue;
        if (dropped != null) {
            queue = null;
            int bytes = dropped.discard();
            stream.waiting(0);
            if (credited) {
                stream.discarded(bytes);
            }
        }
    }

    private boolean wantsMessage() {
        return readPending
                || deliveredInBatch > 0 && deliveredInBatch < MESSAGES_PER_READ && stream.config().isAutoRead();
    }

    private void deliver(ByteBuf message) {
        // Cleared first: the handler may ask for the next message inside its channelRead.
        readPending = false;
        deliveredInBatch++;
        delivering = true;
        try {
            stream.consumed(message.readableBytes());
            stream.pipeline().fireChannelRead(message);
        } finally {
            delivering = false;
        }
    }

    private void enqueue(ByteBuf message, int shared) {
        if (queue == null) {
            queue = new ReceiveQueue();
        }
        queue.add(message, shared, stream.alloc());
        stream.waiting(queue.bytes());
    }

    private void drain() {
        while (stream.isOpen() && !shutdown && readPending && queued() > 0) {
            while (wantsMessage() && queue != null) {
                ByteBuf message = queue.poll();
                if (message == null) {
                    break;
                }
                stream.waiting(queue.bytes());
                deliver(message);
            }
            completeRead();
        }
        deliverEnd();
    }

    private void completeRead() {
        deliveredInBatch = 0;
        delivering = true;
        try {
            stream.pipeline().fireChannelReadComplete();
        } finally {
            delivering = false;
        }
        deliverEnd();
    }

    private void deliverEnd() {
        if (finReceived && stream.isOpen() && !shutdown && queued() == 0 && deliveredInBatch == 0 && !delivering) {
            shutdown = true;
            stream.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            stream.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
            stream.closeWhenBothEnded();
        }
    }
}
