package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.AbstractStreamChannel;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of mplex. Without credit by the peer, only the connection's own congestion holds back what it writes. */
final class MplexStreamChannel extends AbstractStreamChannel {
    static final long PATIENCE_SECONDS = 30;

    private final MplexSession session;
    private final long key;
    private int charged;
    private boolean finishedByPeer;
    private boolean ready;
    private boolean inBatch;
    private boolean progressed;
    private @Nullable Future<?> check;

    MplexStreamChannel(MplexSession session, long key) {
        super(session.channel(), key);
        this.session = session;
        this.key = key;
    }

    long key() {
        return key;
    }

    int unread() {
        return queued();
    }

    /** What the connection's scope is charged for this stream. */
    int charged() {
        return charged;
    }

    void charge(int bytes) {
        charged = bytes;
    }

    boolean isFinishedByPeer() {
        return finishedByPeer;
    }

    boolean markReady() {
        boolean changed = !ready;
        ready = true;
        return changed;
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
        finishedByPeer = true;
        receivedFin();
    }

    void resetByPeer() {
        receivedReset(ResetCodes.NONE);
    }

    void connectionEnded(Throwable cause) {
        abort(cause);
    }

    void congested() {
        writability(true, false);
    }

    /** The next message of at most {@code largest} bytes, or null if there is none. */
    @Nullable
    ByteBuf takeFrame(int largest) {
        ready = false;
        int room = Frame.room(key, largest);
        ByteBuf frame = hasFlushed() ? nextFrame(room, largest) : null;
        if (frame != null) {
            progressed = true;
            Frame.setDataHead(frame, key, room);
        }
        return frame;
    }

    /** What was taken last is on its way: what comes next? */
    void frameWritten() {
        if (finDue()) {
            session.sendQueue().control(Frame.CLOSE, key);
            finSent();
        } else {
            writability(false, false);
            readyToWrite();
        }
    }

    @Override
    protected void readyToWrite() {
        if (hasFlushed() || finDue()) {
            session.sendQueue().ready(this);
        }
    }

    @Override
    protected void consumed(int bytes) {
        // The peer is told nothing of it.
    }

    @Override
    protected void discarded(int bytes) {
        // Neither of this.
    }

    @Override
    protected void waiting(int bytes) {
        session.unread().hold(this, bytes);
    }

    @Override
    protected void sendReset(long code) {
        session.sendQueue().control(Frame.RESET, key);
    }

    /** Our last bytes wait for the connection; as long as some of them leave, they may. */
    @Override
    protected void closing() {
        cancelCheck();
        progressed = false;
        check = eventLoop().schedule(this::checkProgress, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void checkProgress() {
        if (progressed) {
            closing();
        } else {
            session.scope().refuse(Refusal.MUXER_LINGERED);
            reset(ResetCodes.NONE);
        }
    }

    @Override
    protected void ended(boolean orderly, boolean peerFinished) {
        cancelCheck();
        session.ended(this);
    }

    private void cancelCheck() {
        Future<?> scheduled = check;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }
}
