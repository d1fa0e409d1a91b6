package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.AbstractStreamChannel;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A stream of yamux: the windows of both directions, and what the stream holds of the connection's memory. */
final class YamuxStreamChannel extends AbstractStreamChannel {
    private static final long LARGEST_CREDIT = 0xFFFF_FFFFL;

    private final YamuxSession session;
    private final int streamId;
    private final ReceiveWindow window;
    private long credit = YamuxConfig.SPECIFIED_WINDOW;
    private int charged;
    private boolean unacknowledged;
    private boolean ready;
    private boolean inBatch;
    private boolean progressed;

    YamuxStreamChannel(YamuxSession session, int streamId) {
        super(session.channel(), Integer.toUnsignedLong(streamId));
        this.session = session;
        this.streamId = streamId;
        this.window = new ReceiveWindow(session.config().initialWindow(), session.now());
        this.unacknowledged = !session.streamTable().isInbound(streamId);
    }

    int streamId() {
        return streamId;
    }

    ReceiveWindow window() {
        return window;
    }

    int unread() {
        return queued();
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
        if (bytes > 0 && isOpen()) {
            writability(false, false);
            readyToWrite();
        }
        return true;
    }

    boolean markReady() {
        boolean changed = !ready;
        ready = true;
        return changed;
    }

    void unmarkReady() {
        ready = false;
    }

    /** Whether bytes have left since {@link #forgetProgress}. */
    boolean hasProgressed() {
        return progressed;
    }

    void forgetProgress() {
        progressed = false;
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

    void payload(ByteBuf message, int shared) {
        received(message, shared);
    }

    void fin() {
        receivedFin();
    }

    void resetByPeer(long code) {
        receivedReset(code);
    }

    void connectionEnded(Throwable cause) {
        abort(cause);
    }

    void congested() {
        writability(true, credit == 0);
    }

    /** The next data frame, or null if there is none to send now; sends FIN itself when that is what is left. */
    @Nullable
    ByteBuf takeFrame(int max) {
        ByteBuf frame = null;
        if (credit > 0 && hasFlushed()) {
            frame = nextFrame(Frame.HEADER, (int) Math.min(credit, max));
        }
        if (frame == null) {
            frameWritten();
            return null;
        }
        credit -= frame.readableBytes() - Frame.HEADER;
        progressed = true;
        Frame.setDataHeader(frame, streamId);
        return frame;
    }

    /** The frame taken last is on its way: what comes next? */
    void frameWritten() {
        if (finDue()) {
            session.sendQueue().control(Frame.WINDOW_UPDATE, Frame.FIN, streamId, 0);
            finSent();
        } else {
            writability(false, credit == 0);
            readyToWrite();
        }
    }

    @Override
    protected void readyToWrite() {
        if (hasFlushed() && credit == 0) {
            writability(false, true);
        } else if (hasFlushed() || finDue()) {
            session.sendQueue().ready(this);
        }
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
        hold(Math.max(bytes, window.size() - session.config().initialWindow()));
    }

    /** Makes the window larger if the connection's memory allows; it holds that memory until it ends. */
    boolean grow(int size) {
        int target = Math.max(queued(), size - session.config().initialWindow());
        int more = target - charged;
        if (more > 0 && !session.memory().reserveForGrowth(more)) {
            return false;
        }
        charged += Math.max(more, 0);
        window.grow(size);
        return true;
    }

    /** Adapts what is charged for this stream; makes room if there is none. */
    private void hold(int bytes) {
        int more = bytes - charged;
        if (more < 0) {
            charged = bytes;
            session.memory().release(-more);
        } else if (more > 0 && session.memory().reserve(more, this)) {
            if (isOpen()) {
                charged += more;
            } else {
                session.memory().release(more);
            }
        }
    }

    @Override
    protected void sendReset(long code) {
        if (code < 0 || code > LARGEST_CREDIT) {
            throw new IllegalArgumentException("reset code " + code + " (expected: 0 to 2^32-1, which yamux carries)");
        }
        session.sendQueue().control(Frame.WINDOW_UPDATE, Frame.RST, streamId, (int) code);
    }

    @Override
    protected void closing() {
        session.lingering().watch(this);
    }

    @Override
    protected void ended(boolean orderly, boolean peerFinished) {
        hold(0);
        session.ended(this, orderly && !peerFinished);
    }
}
