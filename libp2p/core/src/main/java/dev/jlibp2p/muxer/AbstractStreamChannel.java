package dev.jlibp2p.muxer;

import dev.jlibp2p.connection.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a multiplexed connection as a Netty channel: a child of the connection's channel, on the same event loop.
 * A muxer adds how frames look and what flow control allows; everything Netty expects of a channel is here.
 *
 * <p><b>Reading.</b> With auto-read off each {@code read()} delivers one message. A message counts as consumed, for flow
 * control, when it is handed to the pipeline. An inbound FIN comes after the last message, with or without a pending read,
 * as {@link io.netty.channel.socket.ChannelInputShutdownEvent} and then
 * {@link io.netty.channel.socket.ChannelInputShutdownReadComplete}.
 *
 * <p><b>Writing.</b> Messages are {@link ByteBuf}s of any size. A write's promise completes when the connection's channel has
 * taken the bytes, in order; how much lies there is bounded by that channel's own water mark. The stream is writable while it
 * is below its own water mark, the peer grants credit and the connection is not congested.
 *
 * <p><b>Ending.</b> Both directions end apart: streams are always half-closable. {@code shutdownOutput()} sends what is queued
 * and then FIN, and refuses new writes at once. {@code shutdownInput()} discards what is queued and what still arrives.
 * {@code shutdown()} does both: the orderly end that waits for nobody. When both directions have ended the channel closes by
 * itself. {@code close()} before our FIN has left aborts the stream, as {@link #reset} with code 0 does but without an
 * exception in the pipeline; after our FIN it discards input. A reset, by either side, comes as
 * {@code exceptionCaught} with a {@link StreamResetException} and then {@code channelInactive}.
 *
 * <p>All methods of subclasses run on the event loop.
 */
public abstract class AbstractStreamChannel extends AbstractChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, StreamInput.MESSAGES_PER_READ);
    private static final int CONGESTED = 1;
    private static final int WITHOUT_CREDIT = 2;

    // Both keep the reference and ask nothing of it yet.
    @SuppressWarnings("this-escape")
    private final StreamInput input = new StreamInput(this);
    @SuppressWarnings("this-escape")
    private final StreamChannelConfig config = new StreamChannelConfig(this, input);
    private @Nullable ChannelPromise finPromise;
    private volatile boolean open = true;
    private volatile boolean outputShutdown;
    private boolean outputClosing;
    /** What our FIN has to wait for. */
    private @Nullable Future<?> finHold;
    private boolean aborted;
    private boolean inputGivenUp;
    /** What the connection's scope is charged for this stream; kept by its {@link StreamSession}. */
    int charged;

    /**
     * Creates an open stream; it works once registered with the connection's event loop.
     *
     * @param stream its number within the connection
     */
    protected AbstractStreamChannel(Channel connection, long stream) {
        super(connection, new StreamChannelId(connection.id(), stream));
    }

    /** Writes or asks to write later what is flushed; {@link #nextFlushed} has the bytes. Never flushes the connection inside. */
    protected abstract void readyToWrite();

    /** The peer may send this many bytes more: they have been handed to the pipeline. */
    protected abstract void consumed(int bytes);

    /** Bytes that arrived for nobody. */
    protected abstract void discarded(int bytes);

    /** This many bytes wait to be read now. May reset streams, this one included, when there is no room for them. */
    protected abstract void waiting(int bytes);

    /** Tells the peer that this stream is aborted. */
    protected abstract void sendReset(long code);

    /** The largest code a reset carries. */
    protected long largestResetCode() {
        return 0xFFFF_FFFFL;
    }

    /** Both directions are given up by us but our FIN may still wait for credit: the moment to bound how long. */
    protected abstract void closing();

    /**
     * The channel is closed and uses the muxer no more.
     *
     * @param orderly whether our FIN was sent and nothing was aborted
     * @param peerFinished whether the peer's FIN has arrived
     */
    protected abstract void ended(boolean orderly, boolean peerFinished);

    /** Bytes flushed, or asked to be by a half-close, and not yet taken by {@link #nextFlushed}. */
    protected final boolean hasFlushed() {
        ChannelOutboundBuffer pending = unsafe().outboundBuffer();
        return pending != null && !pending.isEmpty();
    }

    /** Whether everything is written and our FIN is what is left to send. */
    protected final boolean finDue() {
        return open && outputClosing && !outputShutdown && finHold == null && !hasFlushed();
    }

    /**
     * Takes the next flushed bytes.
     *
     * @param max most bytes to take, at least 1
     * @return owned by the caller, or null if nothing but empty messages was flushed
     */
    protected final @Nullable ByteBuf nextFlushed(int max) {
        ChannelOutboundBuffer pending = unsafe().outboundBuffer();
        return pending == null ? null : FlushedBytes.take(pending, alloc(), max);
    }

    /** The muxer has sent our FIN. */
    protected final void finSent() {
        outputShutdown = true;
        ChannelPromise promise = finPromise;
        finPromise = null;
        if (promise != null) {
            promise.trySuccess();
        }
        pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
        closeWhenBothEnded();
    }

    /** What writability reports: no room at the connection, no credit by the peer. Handlers hear of a change later. */
    protected final void writability(boolean congested, boolean withoutCredit) {
        ChannelOutboundBuffer pending = unsafe().outboundBuffer();
        if (pending != null) {
            pending.setUserDefinedWritability(CONGESTED, !congested);
            pending.setUserDefinedWritability(WITHOUT_CREDIT, !withoutCredit);
        }
    }

    /**
     * Bytes of the peer, in order; takes over {@code message}. They are delivered now if a read waits and nothing is queued.
     * After the last message of a batch the muxer calls {@link #receivedBatch()}.
     *
     * @param shared size of the memory that stays in use as long as {@code message} does
     */
    protected final void received(ByteBuf message, int shared) {
        input.received(message, shared);
    }

    /** Ends a batch of {@link #received} and {@link #receivedFin}. */
    protected final void receivedBatch() {
        input.receivedBatch();
    }

    /** The peer has ended its direction; a second time is ignored. */
    protected final void receivedFin() {
        input.receivedFin();
    }

    /**
     * The peer takes nothing more of what we send, and may still send itself: what is queued fails, and our direction has ended.
     */
    protected final void receivedStop() {
        if (!open || outputShutdown) {
            return;
        }
        outputClosing = true;
        ChannelOutboundBuffer pending = unsafe().outboundBuffer();
        if (pending != null) {
            ChannelOutputShutdownException cause = new ChannelOutputShutdownException("the peer has stopped reading");
            pending.addFlush();
            boolean more;
            do {
                more = pending.remove(cause);
            } while (more);
        }
        finSent();
    }

    /** The peer has aborted the stream. */
    protected final void receivedReset(long code) {
        abort(new StreamResetException(code, true));
    }

    /** Ends the stream without telling the peer: {@code cause} reaches the pipeline, then the channel closes. */
    protected final void abort(Throwable cause) {
        if (!open || aborted) {
            return;
        }
        aborted = true;
        input.discard(false);
        pipeline().fireExceptionCaught(cause);
        ClosedChannelException closed = new ClosedChannelException();
        closed.initCause(cause);
        ((StreamUnsafe) unsafe()).abort(cause, closed);
    }

    /** Aborts both directions, here and at the peer; callable from any thread; does nothing once the stream has ended. */
    public final void reset(long code) {
        if (code < 0 || code > largestResetCode()) {
            throw new IllegalArgumentException("reset code " + code + " (expected: 0 to " + largestResetCode() + ")");
        }
        if (!eventLoop().inEventLoop()) {
            onLoop(newPromise(), () -> reset(code));
        } else if (open && !aborted) {
            sendReset(code);
            abort(new StreamResetException(code, false));
        }
    }

    /**
     * On the event loop: our FIN, once asked for, waits until {@code done} is; what is written before it does not. Input that is
     * given up meanwhile is read on until then.
     */
    public final void holdFin(Future<?> done) {
        finHold = done;
        done.addListener(over -> {
            finHold = null;
            if (finDue()) {
                readyToWrite();
            }
        });
    }

    /** Its number within the connection. */
    protected final long number() {
        return ((StreamChannelId) id()).stream();
    }

    /** Bytes received and not yet read. */
    protected final int queued() {
        return input.queued();
    }

    /** Whether the peer has ended its direction. */
    protected final boolean isFinReceived() {
        return input.isFinReceived();
    }

    final void closeWhenBothEnded() {
        if (open && input.isShutdown() && outputShutdown) {
            unsafe().close(unsafe().voidPromise());
        }
    }

    @Override
    public final boolean isInputShutdown() {
        return input.isShutdown() || !open;
    }

    @Override
    public final boolean isOutputShutdown() {
        return outputShutdown || !open;
    }

    @Override
    public final boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public final ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public final ChannelFuture shutdownInput(ChannelPromise promise) {
        onLoop(promise, () -> shutdownInputNow(promise));
        return promise;
    }

    @Override
    public final ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public final ChannelFuture shutdownOutput(ChannelPromise promise) {
        onLoop(promise, () -> shutdownOutputNow(promise));
        return promise;
    }

    @Override
    public final ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    /** Ends both directions in order; the promise completes when our FIN has been sent. */
    @Override
    public final ChannelFuture shutdown(ChannelPromise promise) {
        onLoop(promise, () -> {
            shutdownOutputNow(promise);
            shutdownInputNow(newPromise());
        });
        return promise;
    }

    private void onLoop(ChannelPromise promise, Runnable task) {
        if (eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and the stream before it.
            promise.tryFailure(new ClosedChannelException());
        }
    }

    private void shutdownInputNow(ChannelPromise promise) {
        if (open) {
            inputGivenUp = true;
            if (outputClosing && !outputShutdown) {
                closing();
            }
            Future<?> hold = finHold;
            if (hold == null) {
                endInput();
            } else {
                hold.addListener(over -> endInput());
            }
        }
        promise.trySuccess();
    }

    private void endInput() {
        if (open) {
            input.shutdown();
            closeWhenBothEnded();
        }
    }

    private void shutdownOutputNow(ChannelPromise promise) {
        if (outputShutdown) {
            promise.trySuccess();
        } else if (!open) {
            promise.tryFailure(new ClosedChannelException());
        } else if (finPromise != null) {
            finPromise.addListener(new PromiseNotifier<Void, ChannelFuture>(false, promise));
        } else {
            finPromise = promise;
            unsafe().flush();
            // Only now: what was written before must pass, and a write from a listener of the flush as well.
            outputClosing = true;
            if (inputGivenUp) {
                closing();
            }
            readyToWrite();
        }
    }

    /** The connection's loop, also before registration: a handler may be given a stream to close before it runs. */
    @Override
    public final EventLoop eventLoop() {
        return parent().eventLoop();
    }

    @Override
    public final DuplexChannelConfig config() {
        return config;
    }

    @Override
    public final boolean isOpen() {
        return open;
    }

    @Override
    public final boolean isActive() {
        return open;
    }

    @Override
    public final ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected final boolean isCompatible(EventLoop loop) {
        return loop.equals(parent().eventLoop());
    }

    @Override
    protected final SocketAddress localAddress0() {
        return parent().localAddress();
    }

    @Override
    protected final SocketAddress remoteAddress0() {
        return parent().remoteAddress();
    }

    @Override
    protected final void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a stream has no address of its own to bind to");
    }

    @Override
    protected final void doDisconnect() {
        doClose();
    }

    @Override
    protected final void doBeginRead() {
        input.request();
    }

    @Override
    protected final void doWrite(ChannelOutboundBuffer in) {
        readyToWrite();
    }

    @Override
    protected final Object filterOutboundMessage(Object message) throws ChannelOutputShutdownException {
        if (outputClosing) {
            throw new ChannelOutputShutdownException("our direction of this stream is closed");
        }
        if (message instanceof ByteBuf) {
            return message;
        }
        throw new UnsupportedOperationException(
                "message of type " + StringUtil.simpleClassName(message) + " (expected: ByteBuf)");
    }

    /** Reached only when a write throws, which ours do not: then nothing of this stream is to be trusted. */
    @Override
    protected final void doShutdownOutput() {
        reset(0);
    }

    @Override
    protected final void doClose() {
        if (!open) {
            return;
        }
        open = false;
        if (!outputShutdown && !aborted) {
            aborted = true;
            sendReset(0);
        }
        input.discard(!aborted);
        ended(!aborted, input.isFinReceived());
        ChannelPromise promise = finPromise;
        finPromise = null;
        if (promise != null) {
            promise.tryFailure(new ClosedChannelException());
        }
    }

    @Override
    protected final AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected final DefaultChannelPipeline newChannelPipeline() {
        return new StreamPipeline(this);
    }

    private final class StreamUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a stream is connected from its beginning"));
        }

        void abort(Throwable cause, ClosedChannelException closed) {
            close(voidPromise(), cause, closed);
        }
    }

    /** A reset nobody handles is the peer's right, not a warning in our log. */
    private static final class StreamPipeline extends DefaultChannelPipeline {
        StreamPipeline(Channel channel) {
            super(channel);
        }

        @Override
        protected void onUnhandledInboundException(Throwable cause) {
            if (!(cause instanceof IOException)) {
                super.onUnhandledInboundException(cause);
            }
        }
    }
}
