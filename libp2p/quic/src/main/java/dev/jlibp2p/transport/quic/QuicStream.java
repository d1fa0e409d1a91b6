package dev.jlibp2p.transport.quic;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.AbstractStreamChannel;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of QUIC with the manners of every stream here, over the library's own channel for it: that one ends half-closed
 * streams, resets and unread bytes in other ways.
 *
 * <p>At most one message is read ahead; everything else a peer sends stays in its window.
 */
final class QuicStream extends AbstractStreamChannel {

    /** How long a stream we are done with may wait for the peer. */
    private static final long PATIENCE_SECONDS = 30;

    private final QuicSession session;

    private final QuicStreamChannel inner;

    private final boolean inbound;

    private boolean inTurns;

    private boolean writing;

    private boolean reading;

    private boolean finTaken;

    private boolean resetSent;

    private boolean forgotten;

    private @Nullable ScheduledFuture<?> patience;

    QuicStream(QuicSession session, QuicStreamChannel inner) {
        super(session.channel(), inner.streamId());
        this.session = session;
        this.inner = inner;
        this.inbound = !inner.isLocalCreated();
    }

    /** What has to be the only handler of the library's channel. */
    ChannelHandler receiver() {
        return new Receiver();
    }

    boolean isInbound() {
        return inbound;
    }

    /** This stream is registered: whatever the peer has sent may come. */
    void start() {
        if (isOpen()) {
            inner.read();
        }
    }

    @Override
    protected void readyToWrite() {
        if (hasFlushed()) {
            session.turns().ask(this);
        } else {
            endIfDue();
        }
    }

    /** Whether there is something to write and room for it. */
    boolean hasTurn() {
        return isOpen() && inner.isWritable() && hasFlushed();
    }

    /** Notes whether this stream is in a queue of {@link WriteTurns}; true if that is new. */
    boolean waitsForTurn(boolean now) {
        boolean changed = inTurns != now;
        inTurns = now;
        return changed;
    }

    /** Writes what has room, at most so many bytes, with our FIN if it follows them; null if nothing was to be written. */
    @Nullable
    ChannelFuture writeTurn(int most) {
        ChannelFuture written = null;
        if (hasTurn()) {
            // Whoever hears that its bytes are taken may end the stream, and that end must not overtake them.
            writing = true;
            ByteBuf frame = nextFlushed(Math.clamp(inner.bytesBeforeUnwritable(), 1, most));
            writing = false;
            written = frame == null ? null : write(frame, finDue());
        }
        if (isOpen()) {
            writability(false, !inner.isWritable());
            endIfDue();
        }
        return written;
    }

    @Override
    protected void consumed(int bytes) {
        readMore();
    }

    @Override
    protected void discarded(int bytes) {
        readMore();
    }

    @Override
    protected void waiting(int bytes) {
        session.started().hold(this, bytes);
    }

    @Override
    protected long largestResetCode() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void sendReset(long code) {
        resetSent = true;
        inner.shutdown((int) code, inner.newPromise());
    }

    @Override
    protected void closing() {
        waitFor(() -> reset(ResetCodes.NONE));
    }

    @Override
    protected void ended(boolean orderly, boolean peerFinished) {
        waiting(0);
        session.started().remove(this);
        session.started().completeDrain();
        if (orderly && !peerFinished && inner.isActive()) {
            waitFor(() -> {
                session.started().scope().refuse(Refusal.MUXER_LINGERED);
                sendReset(ResetCodes.NONE);
                release();
            });
            inner.read();
            return;
        }
        if (!orderly && !resetSent) {
            sendReset(ResetCodes.NONE);
        }
        release();
    }

    private void endIfDue() {
        if (!finDue() || finTaken || writing) {
            return;
        }
        finTaken = true;
        if (reading) {
            // The library loses a FIN that is written inside a read of the same stream.
            eventLoop().execute(this::writeFin);
        } else {
            writeFin();
        }
    }

    private void writeFin() {
        if (isOpen()) {
            write(Unpooled.EMPTY_BUFFER, true).addListener(written -> {
                if (written.isSuccess()) {
                    LoneFin.repeat(inner);
                }
            });
        }
    }

    private ChannelFuture write(ByteBuf bytes, boolean fin) {
        if (!fin) {
            return follow(inner.write(bytes));
        }
        finTaken = true;
        return follow(inner.write(new DefaultQuicStreamFrame(bytes, true))).addListener(written -> {
            if (written.isSuccess() && isOpen()) {
                finSent();
            }
        });
    }

    private ChannelFuture follow(ChannelFuture written) {
        if (!written.isSuccess()) {
            written.addListener(this::written);
        }
        if (!written.isDone() && !OpenStreams.knows(inner.parent(), inner.streamId())) {
            // The peer has ended its direction and stopped ours: the library has forgotten the stream and tells nobody.
            receivedStop();
            inner.close();
        }
        return written;
    }

    private void written(Future<? super Void> done) {
        if (done.cause() instanceof ChannelOutputShutdownException && isOpen()) {
            receivedStop();
        }
    }

    private void endedByLibrary() {
        if (!isFinReceived()) {
            abort(new IOException("the stream has ended"));
        } else if (!finTaken) {
            receivedStop();
        }
    }

    private void readMore() {
        if (!reading && queued() == 0 && inner.isActive()) {
            inner.read();
        }
    }

    private void waitFor(Runnable end) {
        ScheduledFuture<?> before = patience;
        if (before != null) {
            before.cancel(false);
        }
        patience = eventLoop().schedule(end, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Nothing more is expected of the library's channel. */
    private void release() {
        if (forgotten || isOpen()) {
            return;
        }
        forgotten = true;
        ScheduledFuture<?> waiting = patience;
        if (waiting != null) {
            waiting.cancel(false);
        }
        inner.close();
        OpenStreams.forget(inner.parent(), inner.streamId());
        session.started().forget(inbound);
    }

    private final class Receiver extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof QuicStreamFrame frame)) {
                ReferenceCountUtil.release(message);
                return;
            }
            boolean fin = frame.hasFin();
            ByteBuf bytes = frame.content();
            if (!isOpen()) {
                bytes.release();
                if (fin) {
                    release();
                }
                return;
            }
            reading = true;
            try {
                if (bytes.isReadable()) {
                    received(bytes, bytes.capacity());
                } else {
                    bytes.release();
                }
                receivedBatch();
                if (fin) {
                    receivedFin();
                }
            } finally {
                reading = false;
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (!isOpen() || queued() == 0) {
                ctx.read();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (isOpen()) {
                session.turns().roomFor(QuicStream.this);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!isOpen()) {
                release();
            } else if (cause instanceof QuicStreamResetException reset) {
                session.resetByPeer(QuicStream.this);
                receivedReset(Math.max(reset.applicationProtocolCode(), ResetCodes.NONE));
            } else {
                abort(new IOException("the stream failed: " + cause.getMessage(), cause));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!isOpen()) {
                release();
            } else if (session.channel().isOpen()) {
                endedByLibrary();
            }
        }
    }
}
