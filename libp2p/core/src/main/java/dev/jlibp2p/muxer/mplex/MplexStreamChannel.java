package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.FramedStreamChannel;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of mplex. Without credit by the peer, only the connection's own congestion holds back what it writes. */
final class MplexStreamChannel extends FramedStreamChannel {
    static final long PATIENCE_SECONDS = 30;

    private final MplexSession session;
    private final long key;
    private @Nullable Future<?> check;

    MplexStreamChannel(MplexSession session, long key) {
        super(session.streams().connection(), key, session.sendQueue());
        this.session = session;
        this.key = key;
    }

    long key() {
        return key;
    }

    int unread() {
        return queued();
    }

    boolean isFinishedByPeer() {
        return isFinReceived();
    }

    @Override
    protected @Nullable ByteBuf data(int largest) {
        return nextFlushed(largest);
    }

    @Override
    protected void writeHeader(ByteBuf out, int length) {
        Frame.writeDataHead(out, key, length);
    }

    @Override
    protected void sendFin() {
        session.control(Frame.CLOSE, key);
    }

    @Override
    protected boolean isWithoutCredit() {
        return false;
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
        session.control(Frame.RESET, key);
    }

    /** Our last bytes wait for the connection; as long as some of them leave, they may. */
    @Override
    protected void closing() {
        cancelCheck();
        takeProgress();
        check = eventLoop().schedule(this::checkProgress, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void checkProgress() {
        if (takeProgress()) {
            closing();
        } else {
            session.streams().scope().refuse(Refusal.MUXER_LINGERED);
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
