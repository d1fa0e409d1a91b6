package dev.jlibp2p.muxer;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.resource.TokenBucket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session, whatever its muxer: knows which streams are open, charges for them and for what they hold unread, drains, and
 * ends once, with a reason. How streams run over the connection is its {@link Wire}'s.
 *
 * <p>But for the methods of {@link MuxerSession}, on the connection's event loop.
 *
 * @param <S> the streams of the muxer
 */
public final class StreamSession<S extends AbstractStreamChannel> implements MuxerSession {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);

    private static final int MOST_WAITING = 4096;
    private static final int RESET_BURST = 2048;
    private static final int RESETS_PER_SECOND = 256;

    private final Channel connection;
    private final ResourceScope scope;
    private final Wire wire;
    private final Ticker ticker;
    private final TokenBucket resets;
    private final Promise<Void> closed;
    private final Promise<Void> drained;
    private final LongObjectHashMap<S> streams = new LongObjectHashMap<>();
    private final Queue<Opening> waiting = new ArrayDeque<>(2);
    private boolean draining;
    private boolean reported;
    private volatile int size;
    private volatile boolean peerGoingAway;
    private volatile CloseCause closeCause = CloseCause.FAILED;
    private volatile @Nullable String closeReason;

    /**
     * A session of streams that run over {@code connection}.
     *
     * @param scope where streams and unread bytes are charged
     */
    public StreamSession(Channel connection, ResourceScope scope, Wire wire) {
        this.connection = connection;
        this.scope = scope;
        this.wire = wire;
        this.ticker = connection.eventLoop() instanceof AbstractScheduledEventExecutor loop
                ? loop.ticker()
                : Ticker.systemTicker();
        this.resets = new TokenBucket(RESET_BURST, RESETS_PER_SECOND, now());
        this.closed = connection.eventLoop().newPromise();
        this.drained = connection.eventLoop().newPromise();
    }

    /** How the streams of one session run over its connection. */
    public interface Wire {
        /** Reading begins; the peer's streams go through {@link StreamSession#admit} and {@link StreamSession#accepted}. */
        void begin(Consumer<? super DuplexChannel> onStream);

        /**
         * Whether the peer takes one more stream of ours now; {@link StreamSession#openWaiting()} asks again.
         *
         * @throws IOException if it never will
         */
        boolean mayOpen() throws IOException;

        /** Opens a stream that is charged for, by {@link StreamSession#opened}. */
        void open(Opening opening);

        /** The session has ended and its streams will now: tells the peer, if it may be told, and then sends nothing more. */
        void ending(CloseCause why, IOException cause);

        /** The session and its streams have ended: closes the connection. */
        void ended();
    }

    @Override
    public void accept(Consumer<? super DuplexChannel> onStream) {
        if (isOpen()) {
            wire.begin(onStream);
        }
    }

    @Override
    public Future<DuplexChannel> open(ChannelHandler handler) {
        Opening opening = new Opening(handler, eventLoop().newPromise());
        if (!onLoop(() -> open(opening))) {
            opening.promise().tryFailure(new IOException("the event loop of the connection has ended"));
        }
        return opening.promise();
    }

    @Override
    public void reset(DuplexChannel stream, long code) {
        ((AbstractStreamChannel) stream).reset(code);
    }

    @Override
    public int streams() {
        return size;
    }

    @Override
    public boolean isClosing() {
        return peerGoingAway || !isOpen();
    }

    @Override
    public EventLoop eventLoop() {
        return connection.eventLoop();
    }

    @Override
    public Future<Void> drain() {
        boolean asked = drained.isDone() || onLoop(() -> {
            draining = true;
            completeDrain();
        });
        if (!asked) {
            drained.trySuccess(null);
        }
        return drained;
    }

    @Override
    public Future<Void> close() {
        boolean asked = closed.isDone()
                || onLoop(() -> end(CloseCause.CLOSED, "closed", new IOException("the connection was closed")));
        if (!asked) {
            closed.trySuccess(null);
        }
        return closed;
    }

    @Override
    public Future<Void> closed() {
        return closed;
    }

    @Override
    public String closeReason() {
        String reason = closeReason;
        return reason == null ? "" : reason;
    }

    @Override
    public CloseCause closeCause() {
        return closeCause;
    }

    public boolean isOpen() {
        return closeReason == null;
    }

    public Channel connection() {
        return connection;
    }

    public ResourceScope scope() {
        return scope;
    }

    /** Nanoseconds of the loop's ticker. */
    public long now() {
        return ticker.nanoTime();
    }

    /** The open stream of this number. */
    public @Nullable S get(long number) {
        return streams.get(number);
    }

    /** A copy: what is done to one stream may end others. */
    public List<S> all() {
        return List.copyOf(streams.values());
    }

    /**
     * Charges for a stream the peer opens, or refuses it and counts that.
     *
     * @param bound of the muxer that is reached, if any
     * @return what to reset the stream with, or {@link ResetCodes#NONE} if it may open
     */
    public long admit(@Nullable Refusal bound) {
        Refusal refusal = draining ? Refusal.MUXER_DRAINING : bound;
        if (refusal != null) {
            scope.refuse(refusal);
            return draining ? ResetCodes.SHUTDOWN : ResetCodes.RESOURCE_LIMIT_EXCEEDED;
        }
        try {
            scope.addStream(true);
            return ResetCodes.NONE;
        } catch (ResourceLimitException e) {
            // Counted by the scope that refused.
            return ResetCodes.RESOURCE_LIMIT_EXCEEDED;
        }
    }

    /** A stream that is charged for is open from now on. */
    public void add(S stream) {
        streams.put(stream.number(), stream);
        size = streams.size();
    }

    /** Hands over a stream of the peer. */
    public void accepted(S stream, Consumer<? super DuplexChannel> onStream) {
        try {
            onStream.accept(stream);
        } catch (RuntimeException e) {
            LOG.warn("{}: the handler of new streams failed; the stream is reset", stream, e);
            stream.reset(ResetCodes.NONE);
        }
        register(stream);
    }

    /** Hands over a stream of ours. */
    public void opened(S stream, Opening opening) {
        if (!isOpen()) {
            // The session has ended while the muxer made the stream.
            stream.reset(ResetCodes.NONE);
            opening.promise().tryFailure(new IOException("the connection has ended: " + closeReason()));
            return;
        }
        stream.pipeline().addLast(opening.handler());
        register(stream);
        if (!opening.promise().trySuccess(stream)) {
            stream.reset(ResetCodes.NONE);
        }
    }

    /** The channel of a stream has closed; it is charged for until {@link #forget}. {@link #completeDrain()} follows. */
    public void remove(S stream) {
        streams.remove(stream.number());
        size = streams.size();
    }

    /** Nothing more is expected of a stream whose channel has closed. */
    public void forget(boolean openedByPeer) {
        scope.removeStream(openedByPeer);
        closeWhenPeerIsGone();
    }

    /** Drained, if that is wanted and no stream is open. */
    public void completeDrain() {
        if (draining && streams.isEmpty()) {
            drained.trySuccess(null);
        }
    }

    /** The peer may take more: opens what waits, on a clean stack, since this may be inside the end of a stream. */
    public void openWaiting() {
        if (!waiting.isEmpty()) {
            eventLoop().execute(this::openNext);
        }
    }

    /** Charges a stream with exactly {@code bytes}; if there is no room for them, those with most unread are reset. */
    public void hold(S stream, int bytes) {
        int more = bytes - stream.charged;
        if (more < 0) {
            stream.charged = bytes;
            scope.releaseMemory(-more);
        } else if (more > 0 && reserve(more, stream)) {
            if (stream.isOpen()) {
                stream.charged += more;
            } else {
                scope.releaseMemory(more);
            }
        }
    }

    /** Charges a stream with at least {@code bytes} if half of the memory stays free for what arrives. */
    public boolean tryHold(S stream, int bytes) {
        int more = bytes - stream.charged;
        if (more > 0 && (more > scope.limits().memory() / 2 - scope.memory() || !scope.tryReserveMemory(more))) {
            return false;
        }
        stream.charged += Math.max(more, 0);
        return true;
    }

    /** The stream whose reader lags most, if any has something unread. */
    public @Nullable S mostUnread() {
        S most = null;
        for (S stream : streams.values()) {
            if (stream.queued() > (most == null ? 0 : most.queued())) {
                most = stream;
            }
        }
        return most;
    }

    /**
     * The peer has reset a stream of its own, or is refused one.
     *
     * @throws MuxerException if that is all it does
     */
    public void countReset() throws MuxerException {
        if (!resets.take(now())) {
            throw new MuxerException(Refusal.MUXER_RAPID_RESET,
                    "streams opened and reset faster than " + RESETS_PER_SECOND
                            + " per second, after " + RESET_BURST + " at once");
        }
    }

    /** The peer takes no stream any more; what is open may finish, and with it the session ends. */
    public void peerGoesAway() {
        peerGoingAway = true;
        failWaiting(new IOException("the peer is going away"));
        closeWhenPeerIsGone();
    }

    /** Ends a session whose connection has not waited for it. */
    public void requireOpen() {
        if (!connection.isOpen()) {
            end(CloseCause.PEER, "closed by peer",
                    new IOException("the connection was closed before it could be used"));
        }
    }

    public void closedByPeer() {
        end(CloseCause.PEER, "closed by peer", new IOException("the peer closed the connection"));
    }

    /** Ends the session because of what the peer or the network did. */
    public void fail(Throwable cause) {
        CloseCause why = CloseCause.FAILED;
        if (cause instanceof MuxerException breach && isOpen()) {
            why = breach.closeCause();
            scope.refuse(breach.reason());
        }
        String message = cause.getMessage();
        String reason = message == null ? cause.toString() : message;
        end(why, reason, new IOException("the connection ended: " + reason, cause));
    }

    /**
     * Ends the session, unless it has ended.
     *
     * @param reason in words; see {@link MuxerSession#closeReason()}
     * @param cause what streams are told
     */
    public void end(CloseCause why, String reason, IOException cause) {
        if (!isOpen()) {
            return;
        }
        closeCause = why;
        closeReason = reason;
        wire.ending(why, cause);
        failWaiting(cause);
        for (S stream : all()) {
            stream.abort(cause);
        }
        connection.closeFuture().addListener(done -> closed.trySuccess(null));
        drained.trySuccess(null);
        wire.ended();
    }

    private void open(Opening opening) {
        try {
            if (mayOpen() && waiting.isEmpty()) {
                start(opening);
            } else if (waiting.size() < MOST_WAITING) {
                waiting.add(opening);
            } else {
                throw new IOException("too many streams wait to be opened on this connection");
            }
        } catch (IOException e) {
            opening.promise().tryFailure(e);
        }
    }

    private void openNext() {
        try {
            while (!waiting.isEmpty() && mayOpen()) {
                Opening next = waiting.remove();
                if (!next.promise().isCancelled()) {
                    start(next);
                }
            }
        } catch (IOException e) {
            failWaiting(e);
        }
    }

    private boolean mayOpen() throws IOException {
        if (!isOpen()) {
            throw new IOException("the connection has ended: " + closeReason());
        }
        if (peerGoingAway) {
            throw new IOException("the peer is going away");
        }
        return wire.mayOpen();
    }

    private void start(Opening opening) {
        try {
            scope.addStream(false);
        } catch (ResourceLimitException e) {
            opening.promise().tryFailure(e);
            return;
        }
        wire.open(opening);
    }

    private void failWaiting(IOException cause) {
        for (Opening opening = waiting.poll(); opening != null; opening = waiting.poll()) {
            opening.promise().tryFailure(cause);
        }
    }

    private void register(S stream) {
        if (stream.isOpen()) {
            eventLoop().register(stream);
        }
    }

    private void closeWhenPeerIsGone() {
        if (peerGoingAway && streams.isEmpty()) {
            closedByPeer();
        }
    }

    private boolean reserve(int bytes, S stream) {
        while (!scope.tryReserveMemory(bytes)) {
            S most = mostUnread();
            S victim = most == null ? stream : most;
            report(victim);
            victim.reset(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
            if (victim.equals(stream)) {
                return false;
            }
        }
        return true;
    }

    private void report(S victim) {
        if (!reported) {
            reported = true;
            LOG.warn("{}: {} bytes are received and unread, the limit of scope {}; this stream has most of them, {}, "
                    + "and is reset. Further ones of this connection are only counted",
                    victim, scope.memory(), scope.name(), victim.queued());
        }
    }

    private boolean onLoop(Runnable task) {
        try {
            if (eventLoop().inEventLoop()) {
                task.run();
            } else {
                eventLoop().execute(task);
            }
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
