package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.FramedStreamChannel;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A stream of yamux: the windows of both directions. */
final class YamuxStreamChannel extends FramedStreamChannel {
    private static final long LARGEST_CREDIT = 0xFFFF_FFFFL;

    private final YamuxSession session;
    private final int streamId;
    private final ReceiveWindow window;
    private long credit = YamuxConfig.SPECIFIED_WINDOW;
    private boolean unacknowledged;

    YamuxStreamChannel(YamuxSession session, int streamId) {
        super(session.streams().connection(), Integer.toUnsignedLong(streamId), session.sendQueue());
        this.session = session;
        this.streamId = streamId;
        this.window = new ReceiveWindow(session.config().initialWindow(), session.streams().now());
        this.unacknowledged = !session.ids().isInbound(streamId);
    }

    int streamId() {
        return streamId;
    }

    ReceiveWindow window() {
        return window;
    }

    /** The peer acknowledges a stream of ours; again is nothing. Returns whether this was the first time. */
    boolean acknowledge() {
        boolean first = unacknowledged;
        unacknowledged = false;
        return first;
    }

    /** The peer lets us send more; false if that is more than the protocol can count. */
    boolean addCredit(long bytes) {
        if (bytes > LARGEST_CREDIT - credit) {
            return false;
        }
        credit += bytes;
        if (bytes > 0) {
            credited();
        }
        return true;
    }

    /** Makes the window larger if the connection's memory allows; it holds that memory until it ends. */
    void grow(int size) {
        if (session.streams().tryHold(this, Math.max(queued(), size - session.config().initialWindow()))) {
            window.grow(size);
        }
    }

    @Override
    protected @Nullable ByteBuf data(int largest) {
        ByteBuf data = credit == 0 ? null : nextFlushed((int) Math.min(credit, largest));
        if (data != null) {
            credit -= data.readableBytes();
        }
        return data;
    }

    @Override
    protected void writeHeader(ByteBuf out, int length) {
        Frame.write(out, Frame.DATA, 0, streamId, length);
    }

    @Override
    protected void sendFin() {
        session.control().send(Frame.WINDOW_UPDATE, Frame.FIN, streamId, 0);
    }

    @Override
    protected boolean isWithoutCredit() {
        return credit == 0;
    }

    @Override
    protected void consumed(int bytes) {
        if (window.consume(bytes) && !isFinReceived()) {
            session.windows().grant(this, window);
        }
    }

    @Override
    protected void discarded(int bytes) {
        if (window.discard(bytes) && !isFinReceived()) {
            session.windows().grantSame(streamId, window);
        }
    }

    @Override
    protected void waiting(int bytes) {
        session.streams().hold(this, Math.max(bytes, window.size() - session.config().initialWindow()));
    }

    @Override
    protected void sendReset(long code) {
        session.control().reset(streamId, code);
    }

    @Override
    protected void closing() {
        session.lingering().watch(this);
    }

    @Override
    protected void ended(boolean orderly, boolean peerFinished) {
        session.streams().hold(this, 0);
        session.ended(this, orderly && !peerFinished);
    }
}
