package dev.jlibp2p.transport.quic;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.AbstractStreamChannel;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one QUIC connection, and its only handler from its beginning: what arrives before the upgrade is done waits
 * here, within what the peer may open at all.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/quic/README.md">libp2p QUIC</a>
 */
final class QuicSession extends ChannelInboundHandlerAdapter implements MuxerSession {

    private static final Logger log = LoggerFactory.getLogger(QuicSession.class);

    private static final int MOST_WAITING_OPENS = 1024;

    /** Streams a peer may reset, at once and then a second, before that is all it does. */
    private static final int RESETS_AT_ONCE = 2000;

    private static final int RESETS_PER_SECOND = 200;

    private static final long LARGEST_CODE = Integer.MAX_VALUE;

    private final QuicChannel channel;

    private final Route route;

    private final Handshake handshake;

    private final Ticker ticker;

    private final Rate resets;

    private final Promise<Void> closed;

    private final Promise<Void> drained;

    private final Set<QuicStream> streams = new LinkedHashSet<>();

    private final Queue<QuicStreamChannel> early = new ArrayDeque<>();

    private final Queue<Open> waiting = new ArrayDeque<>();

    private @Nullable Consumer<? super DuplexChannel> onStream;

    private @Nullable ResourceScope scope;

    private @Nullable ScheduledFuture<?> keepAlive;

    private boolean datagrams;

    private boolean draining;

    private boolean closedByPeer;

    private volatile int count;

    private volatile @Nullable String closeReason;

    private record Open(ChannelHandler handler, Promise<DuplexChannel> promise) {}

    QuicSession(QuicChannel channel, Route route, Ticker ticker) {
        this.channel = channel;
        this.route = route;
        this.handshake = new Handshake(channel, route.peer().toString());
        this.ticker = ticker;
        this.resets = new Rate(RESETS_PER_SECOND, RESETS_AT_ONCE, ticker.nanoTime());
        this.closed = channel.eventLoop().newPromise();
        this.drained = channel.eventLoop().newPromise();
        channel.closeFuture().addListener(end -> {
            channelEnded();
            closed.trySuccess(null);
        });
    }

    /** The upgrade is done; the handler of streams comes with {@link #accept}. */
    void start(ResourceScope charged) {
        scope = charged;
        if (!channel.isOpen()) {
            end("closed by peer", new IOException("the connection was closed before it could be used"));
        }
    }

    /** Makes itself heard whenever that much time has passed; for one end of a connection. */
    void keepAlive(Duration interval) {
        keepAlive = channel.eventLoop()
                .scheduleAtFixedRate(this::beHeard, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void accept(Consumer<? super DuplexChannel> handler) {
        onStream = handler;
        for (QuicStreamChannel stream = early.poll(); stream != null; stream = early.poll()) {
            inbound(stream);
        }
    }

    @Override
    public Future<DuplexChannel> open(ChannelHandler handler) {
        Promise<DuplexChannel> promise = channel.eventLoop().newPromise();
        try {
            onLoop(() -> open(new Open(handler, promise)));
        } catch (RejectedExecutionException e) {
            promise.tryFailure(new IOException("the event loop of the connection has ended", e));
        }
        return promise;
    }

    @Override
    public void reset(DuplexChannel stream, long code) {
        if (code < 0 || code > LARGEST_CODE) {
            throw new IllegalArgumentException("reset code " + code + " (expected: 0 to 2^31-1)");
        }
        ((AbstractStreamChannel) stream).reset(code);
    }

    @Override
    public int streams() {
        return count;
    }

    @Override
    public boolean isClosing() {
        return closeReason != null;
    }

    @Override
    public EventLoop eventLoop() {
        return channel.eventLoop();
    }

    @Override
    public Future<Void> drain() {
        if (!drained.isDone()) {
            onLoop(() -> {
                draining = true;
                completeDrain();
            });
        }
        return drained;
    }

    @Override
    public Future<Void> close() {
        if (!closed.isDone()) {
            try {
                onLoop(() -> end("closed", new IOException("the connection was closed")));
            } catch (RejectedExecutionException e) {
                closed.trySuccess(null);
            }
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
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof QuicStreamChannel stream)) {
            // A datagram, which only says that the peer lives.
            ReferenceCountUtil.release(message);
        } else if (onStream == null && !isClosing()) {
            early.add(stream);
        } else {
            inbound(stream);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent done -> handshakeDone(done);
            case QuicConnectionCloseEvent close -> {
                closedByPeer = true;
                handshake.closedByPeer(close);
                // By itself the library waits until no packet can be on its way any more, for seconds.
                eventLoop().execute(channel::close);
            }
            case QuicDatagramExtensionEvent supported -> datagrams = true;
            case QuicStreamLimitChangedEvent more -> openWaiting();
            default -> log.trace("{}: {}", channel, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Whatever a stranger sends may end here: it is the end of its connection and no news.
        log.debug("{}: {}", channel, cause.toString());
        handshake.failed(cause);
    }

    Route route() {
        return route;
    }

    Handshake handshake() {
        return handshake;
    }

    QuicChannel channel() {
        return channel;
    }

    /** Reserves for bytes read ahead, if need be by resetting the stream with most of them; false if it was this one. */
    boolean reserve(int bytes, QuicStream stream) {
        ResourceScope charged = scope;
        while (charged != null && !charged.tryReserveMemory(bytes)) {
            QuicStream most = streams.stream().max(Comparator.comparingInt(QuicStream::unread)).orElse(stream);
            most.reset(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
            if (most.equals(stream)) {
                return false;
            }
        }
        if (!stream.isOpen()) {
            release(bytes);
        }
        return stream.isOpen();
    }

    void release(int bytes) {
        if (scope != null && bytes > 0) {
            scope.releaseMemory(bytes);
        }
    }

    void refuse(Refusal reason) {
        if (scope != null) {
            scope.refuse(reason);
        }
    }

    void resetByPeer(QuicStream stream) {
        if (stream.isInbound() && !resets.take(ticker.nanoTime()) && !isClosing()) {
            refuse(Refusal.MUXER_RAPID_RESET);
            // Not inside an event of the connection that would be freed by it.
            eventLoop().execute(() -> end("the peer opens and resets streams too fast",
                    new IOException("the connection ended: the peer opens and resets streams too fast")));
        }
    }

    /** The channel of a stream has closed; the peer may still hold its end. */
    void ended(QuicStream stream) {
        if (streams.remove(stream)) {
            count = streams.size();
            completeDrain();
        }
    }

    /** Both ends are done with a stream. */
    void forgotten(QuicStream stream) {
        if (scope != null) {
            scope.removeStream(stream.isInbound());
        }
    }

    private void handshakeDone(SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
            handshake.succeeded();
        } else {
            handshake.failed(done.cause());
        }
    }

    private void inbound(QuicStreamChannel stream) {
        Consumer<? super DuplexChannel> handler = onStream;
        if (isClosing() || handler == null || stream.type() != QuicStreamType.BIDIRECTIONAL) {
            refuse(stream, ResetCodes.SHUTDOWN);
        } else if (draining) {
            refuse(Refusal.MUXER_DRAINING);
            refuse(stream, ResetCodes.SHUTDOWN);
        } else if (charge(true) != null) {
            refuse(stream, ResetCodes.RESOURCE_LIMIT_EXCEEDED);
        } else {
            QuicStream added = added(stream);
            eventLoop().register(stream);
            try {
                handler.accept(added);
            } catch (RuntimeException e) {
                log.warn("{}: the handler of new streams failed; the stream is reset", added, e);
                added.reset(ResetCodes.NONE);
            }
            register(added);
        }
    }

    private void refuse(QuicStreamChannel stream, long code) {
        stream.config().setAutoRead(false);
        eventLoop().register(stream);
        stream.shutdown((int) code, stream.newPromise());
        stream.close();
        OpenStreams.forget(channel, stream.streamId());
    }

    private @Nullable IOException charge(boolean openedByPeer) {
        ResourceScope charged = scope;
        if (charged == null) {
            return new IOException("the connection is not ready");
        }
        try {
            charged.addStream(openedByPeer);
            return null;
        } catch (ResourceLimitException e) {
            return e;
        }
    }

    private QuicStream added(QuicStreamChannel stream) {
        stream.config().setAutoRead(false);
        stream.config().setReadFrames(true);
        stream.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        QuicStream added = new QuicStream(this, stream);
        stream.pipeline().addLast(added.receiver());
        streams.add(added);
        count = streams.size();
        return added;
    }

    private void register(QuicStream stream) {
        if (stream.isOpen()) {
            eventLoop().register(stream);
            stream.start();
        }
    }

    private void open(Open open) {
        IOException refusal = isClosing() ? new IOException("the connection has ended: " + closeReason()) : null;
        if (refusal != null) {
            open.promise().tryFailure(refusal);
        } else if (mayOpen() && waiting.isEmpty()) {
            start(open);
        } else if (waiting.size() < MOST_WAITING_OPENS) {
            waiting.add(open);
        } else {
            open.promise().tryFailure(new IOException("too many streams wait to be opened on this connection"));
        }
    }

    private boolean mayOpen() {
        return channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
    }

    private void openWaiting() {
        while (mayOpen() && !isClosing()) {
            Open open = waiting.poll();
            if (open == null) {
                return;
            }
            if (!open.promise().isCancelled()) {
                start(open);
            }
        }
    }

    private void start(Open open) {
        IOException refusal = charge(false);
        if (refusal != null) {
            open.promise().tryFailure(refusal);
            return;
        }
        // Without a handler of its own: it is given one before anything can be read.
        channel.createStream(QuicStreamType.BIDIRECTIONAL, null).addListener((Future<QuicStreamChannel> made) -> {
            if (made.isSuccess()) {
                opened(open, made.getNow());
            } else {
                ResourceScope charged = scope;
                if (charged != null) {
                    charged.removeStream(false);
                }
                open.promise().tryFailure(new IOException("no stream: " + made.cause().getMessage(), made.cause()));
            }
        });
    }

    private void opened(Open open, QuicStreamChannel made) {
        QuicStream stream = added(made);
        stream.pipeline().addLast(open.handler());
        register(stream);
        if (!open.promise().trySuccess(stream)) {
            stream.reset(ResetCodes.NONE);
        }
    }

    private void beHeard() {
        if (datagrams && channel.isActive()) {
            channel.writeAndFlush(Unpooled.directBuffer(1).writeByte(0));
        }
    }

    private void completeDrain() {
        if (draining && streams.isEmpty()) {
            drained.trySuccess(null);
        }
    }

    private void end(String reason, IOException cause) {
        if (isClosing()) {
            return;
        }
        closeReason = reason;
        if (keepAlive != null) {
            keepAlive.cancel(false);
        }
        waiting.forEach(open -> open.promise().tryFailure(cause));
        waiting.clear();
        early.forEach(stream -> refuse(stream, ResetCodes.SHUTDOWN));
        early.clear();
        new ArrayList<>(streams).forEach(stream -> stream.connectionEnded(cause));
        drained.trySuccess(null);
        handshake.failed(cause);
        if (channel.isOpen()) {
            channel.close(true, 0, Unpooled.copiedBuffer(reason, StandardCharsets.US_ASCII));
        }
    }

    private void channelEnded() {
        if (channel.isTimedOut()) {
            end("nothing was heard from the peer in time",
                    new SocketTimeoutException("the connection ended: nothing was heard from the peer in time"));
        } else if (closedByPeer) {
            end("closed by peer", new IOException("the peer closed the connection"));
        } else {
            end("the connection failed", new IOException("the connection failed"));
        }
    }

    private void onLoop(Runnable task) {
        if (eventLoop().inEventLoop()) {
            task.run();
        } else {
            eventLoop().execute(task);
        }
    }
}
