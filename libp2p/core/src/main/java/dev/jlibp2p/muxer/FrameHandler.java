package dev.jlibp2p.muxer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way in to a session that is sent frames, and the last handler of its connection: keeps what comes before reading begins,
 * and tells streams when all that came together is read.
 */
public final class FrameHandler extends ChannelInboundHandlerAdapter {
    private static final int MOST_EARLY_BYTES = 256 << 10;

    private final StreamSession<?> session;
    private final int payload;
    private final int sharedPayload;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(2);
    private final List<FramedStreamChannel> batch = new ArrayList<>();
    private @Nullable SendQueue sendQueue;
    private @Nullable Frames frames;

    /**
     * Of {@code session}, whose frames carry at most {@code payload} bytes while one stream sends, and {@code sharedPayload}
     * while several do.
     */
    public FrameHandler(StreamSession<?> session, int payload, int sharedPayload) {
        this.session = session;
        this.payload = payload;
        this.sharedPayload = sharedPayload;
    }

    /** What cuts bytes into frames. */
    public interface Frames {
        /**
         * Reads all of {@code message}, without releasing it.
         *
         * @throws MuxerException if the connection cannot go on
         */
        void read(ByteBuf message) throws MuxerException;
    }

    /** The way out, once this is part of a pipeline. */
    public SendQueue sendQueue() {
        SendQueue queue = sendQueue;
        if (queue == null) {
            throw new IllegalStateException("the session is not part of a pipeline yet");
        }
        return queue;
    }

    /** Reading begins. */
    public void begin(Frames reader) {
        frames = reader;
        for (ByteBuf message = early.poll(); message != null; message = early.poll()) {
            read(reader, message);
        }
        endOfBatch();
        Channel channel = session.connection();
        if (channel.config().isAutoRead()) {
            channel.read();
        } else {
            channel.config().setAutoRead(true);
        }
    }

    /** The next {@code length} readable bytes of {@code message} are for {@code stream}. */
    public void deliver(FramedStreamChannel stream, ByteBuf message, int length) {
        note(stream);
        stream.received(message.retainedSlice(message.readerIndex(), length), message.capacity());
    }

    /** The peer ends its direction of {@code stream}. */
    public void deliverFin(FramedStreamChannel stream) {
        note(stream);
        stream.receivedFin();
    }

    /** The peer aborts {@code stream}. */
    public void deliverReset(FramedStreamChannel stream, long code) {
        stream.receivedReset(code);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        sendQueue = new SendQueue(context, session, payload, sharedPayload);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        early.forEach(ByteBuf::release);
        early.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Frames reader = frames;
        if (!(message instanceof ByteBuf bytes) || !session.isOpen()) {
            ReferenceCountUtil.release(message);
        } else if (reader != null) {
            read(reader, bytes);
        } else {
            early.add(bytes);
            if (early.stream().mapToInt(ByteBuf::readableBytes).sum() > MOST_EARLY_BYTES) {
                session.fail(MuxerException
                        .protocolError("more than " + MOST_EARLY_BYTES + " bytes arrived before the session began"));
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        endOfBatch();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            sendQueue().request();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.closedByPeer();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A write after the end; why it ended comes with channelInactive.
        if (!(cause instanceof ClosedChannelException)) {
            session.fail(cause);
        }
    }

    private void read(Frames reader, ByteBuf message) {
        try {
            reader.read(message);
        } catch (MuxerException e) {
            session.fail(e);
        } finally {
            message.release();
        }
    }

    private void endOfBatch() {
        // By index: a handler may make the session end, and that must not trip over an iterator.
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).endBatch();
        }
        batch.clear();
        sendQueue().turnIfDue();
    }

    private void note(FramedStreamChannel stream) {
        if (stream.markInBatch()) {
            batch.add(stream);
        }
    }
}
