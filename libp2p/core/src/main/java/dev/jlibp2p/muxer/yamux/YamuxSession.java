package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.AbstractStreamChannel;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One yamux connection: the last handler of its channel. Holds the parts together and ends them, once. */
final class YamuxSession extends ChannelInboundHandlerAdapter implements MuxerSession {
    private static final int MOST_EARLY_BYTES = 256 << 10;
    private static final long GO_AWAY_PATIENCE_MILLIS = 1000;

    private final Channel channel;
    private final YamuxLimits limits;
    private final Ticker ticker;
    private final StreamTable streams;
    private final SessionMemory memory;
    private final WindowGrants windows = new WindowGrants(this);
    private final LingeringStreams lingering = new LingeringStreams(this);
    private final OutboundOpens opens;
    private final KeepAlive keepAlive;
    private final Promise<Void> closed;
    private final Promise<Void> drained;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(2);
    private @Nullable SendQueue sendQueue;
    private @Nullable FrameDispatcher dispatcher;
    private @Nullable FrameReader reader;
    private int inboundStreams;
    private boolean draining;
    private volatile boolean peerGoingAway;
    private volatile @Nullable String closeReason;
    private volatile @Nullable YamuxException broken;

    YamuxSession(Channel channel, boolean initiator, YamuxLimits limits) {
        this.channel = channel;
        this.limits = limits;
        this.ticker = channel.eventLoop() instanceof AbstractScheduledEventExecutor loop
                ? loop.ticker()
                : Ticker.systemTicker();
        this.streams = new StreamTable(initiator);
        this.memory = new SessionMemory(limits, streams);
        this.opens = new OutboundOpens(limits.config().acceptBacklog());
        this.keepAlive = new KeepAlive(this);
        this.closed = channel.eventLoop().newPromise();
        this.drained = channel.eventLoop().newPromise();
    }

    @Override
    public void accept(Consumer<? super DuplexChannel> onStream) {
        if (!isOpen()) {
            return;
        }
        FrameDispatcher frames = new FrameDispatcher(this, new InboundOpens(this, onStream));
        dispatcher = frames;
        reader = new FrameReader(frames);
        keepAlive.start();
        for (ByteBuf message = early.poll(); message != null; message = early.poll()) {
            read(message);
        }
        endOfBatch();
        if (channel.config().isAutoRead()) {
            channel.read();
        } else {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public Future<DuplexChannel> open(ChannelHandler handler) {
        Promise<DuplexChannel> promise = channel.eventLoop().newPromise();
        try {
            onLoop(() -> open(new OutboundOpens.Open(handler, promise)));
        } catch (RejectedExecutionException e) {
            promise.tryFailure(new IOException("the event loop of the connection has ended", e));
        }
        return promise;
    }

    @Override
    public void reset(DuplexChannel stream, long code) {
        if (code < 0 || code > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("reset code " + code + " (expected: 0 to 2^32-1, which yamux carries)");
        }
        ((AbstractStreamChannel) stream).reset(code);
    }

    @Override
    public int streams() {
        return streams.size();
    }

    @Override
    public boolean isClosing() {
        return peerGoingAway || !isOpen();
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
            onLoop(() -> end("closed", new IOException("the connection was closed"), Frame.NORMAL_TERMINATION));
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
        YamuxException cause = broken;
        if (cause == null) {
            return MuxerSession.super.closeCause();
        }
        return cause.reason() == Refusal.MUXER_KEEP_ALIVE_TIMEOUT ? CloseCause.SILENT : CloseCause.PROTOCOL_ERROR;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        sendQueue = new SendQueue(context, this);
        if (!channel.isActive()) {
            end("closed by peer", new IOException("the connection was closed before it could be used"), -1);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes) || !isOpen()) {
            ReferenceCountUtil.release(message);
        } else if (reader != null) {
            read(bytes);
        } else {
            early.add(bytes);
            if (early.stream().mapToInt(ByteBuf::readableBytes).sum() > MOST_EARLY_BYTES) {
                fail(YamuxException
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
        end("closed by peer", new IOException("the peer closed the connection"), -1);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A write after the end; why it ended comes with channelInactive.
        if (!(cause instanceof ClosedChannelException)) {
            fail(cause);
        }
    }

    boolean isOpen() {
        return closeReason == null;
    }

    Channel channel() {
        return channel;
    }

    YamuxLimits limits() {
        return limits;
    }

    YamuxConfig config() {
        return limits.config();
    }

    StreamTable streamTable() {
        return streams;
    }

    SessionMemory memory() {
        return memory;
    }

    WindowGrants windows() {
        return windows;
    }

    LingeringStreams lingering() {
        return lingering;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    SendQueue sendQueue() {
        SendQueue queue = sendQueue;
        if (queue == null) {
            throw new IllegalStateException("the session is not part of a pipeline yet");
        }
        return queue;
    }

    long now() {
        return ticker.nanoTime();
    }

    /** Whether streams of the peer are refused because this end is about to go. */
    boolean isDraining() {
        return draining;
    }

    /** Streams of the peer that are open or linger. */
    int inboundStreams() {
        return inboundStreams;
    }

    /** Ends the connection because of what the peer or the network did. */
    void fail(Throwable cause) {
        if (cause instanceof YamuxException breach && isOpen()) {
            broken = breach;
            limits.scope().refuse(breach.reason());
        }
        String message = cause.getMessage();
        String reason = message == null ? cause.toString() : message;
        end(reason, new IOException("the connection ended: " + reason, cause), goAwayCode(cause));
    }

    /** With code 0 what is open may finish; anything else is the end. */
    void peerGoesAway(long code) {
        peerGoingAway = true;
        IOException goingAway = new IOException("the peer is going away");
        failWaiting(goingAway);
        if (code != Frame.NORMAL_TERMINATION) {
            end("closed by peer, code " + code, new IOException("the peer closed the connection, code " + code), -1);
        } else {
            closeWhenPeerIsGone();
        }
    }

    /** A stream of ours was acknowledged, or ended before it was. */
    void openSettled() {
        opens.settled();
        if (opens.hasWaiting()) {
            // On a clean stack: this may be inside the end of another stream.
            eventLoop().execute(this::openWaiting);
        }
    }

    /** A new stream, in the table and counted; its scope is charged already. */
    YamuxStreamChannel added(int id) {
        YamuxStreamChannel stream = new YamuxStreamChannel(this, id);
        streams.add(stream);
        if (streams.isInbound(id)) {
            inboundStreams++;
        }
        return stream;
    }

    void register(YamuxStreamChannel stream) {
        if (stream.isOpen()) {
            eventLoop().register(stream);
        }
    }

    /** The channel of a stream has closed. */
    void ended(YamuxStreamChannel stream, boolean lingers) {
        streams.remove(stream);
        boolean unacknowledged = stream.acknowledge();
        if (lingers && isOpen()) {
            lingering.linger(stream, unacknowledged);
        } else {
            if (unacknowledged) {
                openSettled();
            }
            forget(stream.streamId());
        }
        completeDrain();
    }

    /** Nothing more is expected of a stream whose channel has closed. */
    void forget(int id) {
        if (lingering.remove(id)) {
            openSettled();
        }
        boolean inbound = streams.isInbound(id);
        if (inbound) {
            inboundStreams--;
        }
        limits.scope().removeStream(inbound);
        closeWhenPeerIsGone();
    }

    private void read(ByteBuf message) {
        FrameReader frames = reader;
        try {
            if (frames != null) {
                keepAlive.heard();
                frames.read(message);
            }
        } catch (YamuxException e) {
            fail(e);
        } finally {
            message.release();
        }
    }

    private void endOfBatch() {
        FrameDispatcher frames = dispatcher;
        if (frames != null) {
            frames.endOfBatch();
        }
        sendQueue().turnIfDue();
    }

    private void open(OutboundOpens.Open open) {
        IOException refusal = refusal();
        if (refusal != null) {
            open.promise().tryFailure(refusal);
        } else if (opens.mayStart() && !opens.hasWaiting()) {
            start(open);
        } else if (!opens.await(open)) {
            open.promise().tryFailure(new IOException("too many streams wait to be opened on this connection"));
        }
    }

    private void openWaiting() {
        while (opens.mayStart() && refusal() == null) {
            OutboundOpens.Open open = opens.poll();
            if (open == null) {
                return;
            }
            start(open);
        }
    }

    private @Nullable IOException refusal() {
        if (!isOpen()) {
            return new IOException("the connection has ended: " + closeReason());
        }
        if (peerGoingAway) {
            return new IOException("the peer is going away");
        }
        if (streams.outboundIdsUsedUp()) {
            return new IOException("all stream ids of this connection are used; open a new connection");
        }
        return null;
    }

    private void start(OutboundOpens.Open open) {
        try {
            limits.scope().addStream(false);
        } catch (ResourceLimitException e) {
            open.promise().tryFailure(e);
            return;
        }
        opens.started();
        int id = streams.takeOutboundId();
        YamuxStreamChannel stream = added(id);
        // Before anything the handler does: frames that open streams leave in the order of their ids.
        sendQueue().control(Frame.WINDOW_UPDATE, Frame.SYN, id,
                config().initialWindow() - YamuxConfig.SPECIFIED_WINDOW);
        stream.pipeline().addLast(open.handler());
        register(stream);
        if (!open.promise().trySuccess(stream)) {
            stream.reset(ResetCodes.NONE);
        }
    }

    private void failWaiting(IOException cause) {
        for (OutboundOpens.Open open = opens.poll(); open != null; open = opens.poll()) {
            open.promise().tryFailure(cause);
        }
    }

    private void closeWhenPeerIsGone() {
        if (peerGoingAway && isOpen() && streams.size() == 0) {
            end("closed by peer", new IOException("the peer closed the connection"), -1);
        }
    }

    private void completeDrain() {
        if (draining && streams.size() == 0) {
            drained.trySuccess(null);
        }
    }

    private void end(String reason, IOException cause, int goAwayCode) {
        if (!isOpen()) {
            return;
        }
        closeReason = reason;
        keepAlive.stop();
        ChannelFuture goAway = sendQueue().close(goAwayCode);
        failWaiting(cause);
        for (YamuxStreamChannel stream : streams.all()) {
            stream.connectionEnded(cause);
        }
        lingering.stop();
        early.forEach(ByteBuf::release);
        early.clear();
        channel.closeFuture().addListener(done -> closed.trySuccess(null));
        drained.trySuccess(null);
        closeChannel(goAway);
    }

    /** What the peer is told: nothing where it is not at fault and not there. */
    private static int goAwayCode(Throwable cause) {
        if (cause instanceof YamuxException breach) {
            return breach.reason() == Refusal.MUXER_KEEP_ALIVE_TIMEOUT ? -1 : Frame.PROTOCOL_ERROR;
        }
        return cause instanceof IOException ? -1 : Frame.INTERNAL_ERROR;
    }

    private void closeChannel(@Nullable ChannelFuture goAway) {
        if (goAway == null || goAway.isDone()) {
            channel.close();
        } else {
            goAway.addListener(done -> channel.close());
            eventLoop().schedule(() -> channel.close(), GO_AWAY_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
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
