package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.AbstractStreamChannel;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One mplex connection: the last handler of its channel. Holds the parts together and ends them, once. */
final class MplexSession extends ChannelInboundHandlerAdapter implements MuxerSession {
    private static final int MOST_EARLY_BYTES = 256 << 10;

    private final Channel channel;
    private final MplexConfig config;
    private final ResourceScope scope;
    private final Ticker ticker;
    private final StreamTable streams = new StreamTable();
    private final UnreadBytes unread;
    private final Promise<Void> closed;
    private final Promise<Void> drained;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(2);
    private @Nullable SendQueue sendQueue;
    private @Nullable FrameDispatcher dispatcher;
    private @Nullable FrameReader reader;
    private boolean draining;
    private volatile @Nullable String closeReason;

    MplexSession(Channel channel, MplexConfig config, ResourceScope scope) {
        this.channel = channel;
        this.config = config;
        this.scope = scope;
        this.ticker = channel.eventLoop() instanceof AbstractScheduledEventExecutor loop
                ? loop.ticker()
                : Ticker.systemTicker();
        this.unread = new UnreadBytes(this);
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
            onLoop(() -> open(handler, promise));
        } catch (RejectedExecutionException e) {
            promise.tryFailure(new IOException("the event loop of the connection has ended", e));
        }
        return promise;
    }

    @Override
    public void reset(DuplexChannel stream, long code) {
        ((AbstractStreamChannel) stream).reset(code);
    }

    @Override
    public int streams() {
        return streams.size();
    }

    @Override
    public boolean isClosing() {
        return !isOpen();
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
            onLoop(() -> end("closed", new IOException("the connection was closed")));
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
    public void handlerAdded(ChannelHandlerContext context) {
        sendQueue = new SendQueue(context, this);
        if (!channel.isActive()) {
            end("closed by peer", new IOException("the connection was closed before it could be used"));
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
                fail(MplexException
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
        end("closed by peer", new IOException("the peer closed the connection"));
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

    /** Whether streams of the peer are refused because this end is about to go. */
    boolean isDraining() {
        return draining;
    }

    Channel channel() {
        return channel;
    }

    MplexConfig config() {
        return config;
    }

    ResourceScope scope() {
        return scope;
    }

    StreamTable streamTable() {
        return streams;
    }

    UnreadBytes unread() {
        return unread;
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

    /** Ends the connection because of what the peer or the network did. */
    void fail(Throwable cause) {
        if (cause instanceof MplexException broken && isOpen()) {
            scope.refuse(broken.reason());
        }
        String message = cause.getMessage();
        String reason = message == null ? cause.toString() : message;
        end(reason, new IOException("the connection ended: " + reason, cause));
    }

    /** A new stream, in the table; its scope is charged already. */
    MplexStreamChannel added(long key) {
        MplexStreamChannel stream = new MplexStreamChannel(this, key);
        streams.add(stream);
        return stream;
    }

    void register(MplexStreamChannel stream) {
        if (stream.isOpen()) {
            eventLoop().register(stream);
        }
    }

    /** The channel of a stream has closed. */
    void ended(MplexStreamChannel stream) {
        unread.hold(stream, 0);
        streams.remove(stream);
        scope.removeStream(Frame.isInbound(stream.key()));
        completeDrain();
    }

    private void read(ByteBuf message) {
        FrameReader frames = reader;
        try {
            if (frames != null) {
                frames.read(message);
            }
        } catch (MplexException e) {
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

    private void open(ChannelHandler handler, Promise<DuplexChannel> promise) {
        try {
            if (!isOpen()) {
                throw new IOException("the connection has ended: " + closeReason());
            }
            scope.addStream(false);
        } catch (IOException e) {
            // A ResourceLimitException among them, which names the limit.
            promise.tryFailure(e);
            return;
        }
        MplexStreamChannel stream = added(Frame.key(streams.takeOutboundId(), false));
        // Before anything the handler does: its first bytes must find the stream open at the peer.
        sendQueue().control(Frame.NEW_STREAM, stream.key());
        stream.pipeline().addLast(handler);
        register(stream);
        if (!promise.trySuccess(stream)) {
            stream.reset(ResetCodes.NONE);
        }
    }

    private void completeDrain() {
        if (draining && streams.size() == 0) {
            drained.trySuccess(null);
        }
    }

    private void end(String reason, IOException cause) {
        if (!isOpen()) {
            return;
        }
        closeReason = reason;
        sendQueue().close();
        for (MplexStreamChannel stream : streams.all()) {
            stream.connectionEnded(cause);
        }
        unread.stop();
        early.forEach(ByteBuf::release);
        early.clear();
        channel.closeFuture().addListener(done -> closed.trySuccess(null));
        drained.trySuccess(null);
        channel.close();
    }

    private void onLoop(Runnable task) {
        if (eventLoop().inEventLoop()) {
            task.run();
        } else {
            eventLoop().execute(task);
        }
    }
}
