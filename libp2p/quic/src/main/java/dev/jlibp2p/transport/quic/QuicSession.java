package dev.jlibp2p.transport.quic;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.MuxerException;
import dev.jlibp2p.muxer.Opening;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
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
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
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
final class QuicSession extends ChannelInboundHandlerAdapter implements StreamSession.Wire {

    private static final Logger log = LoggerFactory.getLogger(QuicSession.class);

    private final QuicChannel channel;

    private final Route route;

    private final Handshake handshake;

    private final WriteTurns turns;

    private final Queue<QuicStreamChannel> early = new ArrayDeque<>();

    private @Nullable Consumer<? super DuplexChannel> onStream;

    /** Once the upgrade is done. */
    private @Nullable StreamSession<QuicStream> streams;

    private @Nullable ScheduledFuture<?> keepAlive;

    private boolean datagrams;

    private boolean closedByPeer;

    /** @param afterReads runs a task on the loop once what is being received has been handed on */
    QuicSession(QuicChannel channel, Route route, Consumer<Runnable> afterReads) {
        this.channel = channel;
        this.route = route;
        this.handshake = new Handshake(channel, route.peer().toString());
        this.turns = new WriteTurns(afterReads);
        channel.closeFuture().addListener(end -> channelEnded());
    }

    /** The upgrade is done; the handler of streams comes with {@link #begin}. */
    StreamSession<QuicStream> start(ResourceScope scope) {
        StreamSession<QuicStream> started = new StreamSession<>(channel, scope, this);
        streams = started;
        started.requireOpen();
        return started;
    }

    /** Makes itself heard whenever that much time has passed; for one end of a connection. */
    void keepAlive(Duration interval) {
        keepAlive = channel.eventLoop()
                .scheduleAtFixedRate(this::beHeard, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void begin(Consumer<? super DuplexChannel> handler) {
        onStream = handler;
        for (QuicStreamChannel stream = early.poll(); stream != null; stream = early.poll()) {
            inbound(stream);
        }
    }

    @Override
    public boolean mayOpen() {
        return channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
    }

    @Override
    public void open(Opening opening) {
        // Without a handler of its own: it is given one before anything can be read.
        channel.createStream(QuicStreamType.BIDIRECTIONAL, null).addListener((Future<QuicStreamChannel> made) -> {
            if (made.isSuccess()) {
                QuicStream stream = added(made.getNow());
                started().opened(stream, opening);
                stream.start();
            } else {
                started().forget(false);
                opening.promise().tryFailure(new IOException("no stream: " + made.cause().getMessage(), made.cause()));
            }
        });
    }

    @Override
    public void ending(CloseCause why, IOException cause) {
        if (keepAlive != null) {
            keepAlive.cancel(false);
        }
    }

    @Override
    public void ended() {
        refuseEarly();
        if (channel.isOpen()) {
            channel.close(true, 0, Unpooled.copiedBuffer(started().closeReason(), StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof QuicStreamChannel stream)) {
            // A datagram, which only says that the peer lives.
            ReferenceCountUtil.release(message);
        } else if (onStream == null && channel.isOpen()) {
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
                channel.eventLoop().execute(channel::close);
            }
            case QuicDatagramExtensionEvent supported -> datagrams = true;
            case QuicStreamLimitChangedEvent more -> mayOpenMore();
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

    WriteTurns turns() {
        return turns;
    }

    /** The peer has reset a stream, which is little work; one that does nothing else loses the connection. */
    void resetByPeer(QuicStream stream) {
        if (stream.isInbound()) {
            try {
                started().countReset();
            } catch (MuxerException e) {
                // Not inside an event of the connection that would be freed by it.
                channel.eventLoop().execute(() -> started().fail(e));
            }
        }
    }

    /** The session, which has to be there where there are streams. */
    StreamSession<QuicStream> started() {
        return Objects.requireNonNull(streams, "the session has not started");
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
        boolean serves = handler != null && started().isOpen() && stream.type() == QuicStreamType.BIDIRECTIONAL;
        long refusal = serves ? started().admit(null) : ResetCodes.SHUTDOWN;
        if (handler == null || refusal != ResetCodes.NONE) {
            refuse(stream, refusal);
            return;
        }
        QuicStream added = added(stream);
        channel.eventLoop().register(stream);
        started().accepted(added, handler);
        added.start();
    }

    private void refuse(QuicStreamChannel stream, long code) {
        stream.config().setAutoRead(false);
        channel.eventLoop().register(stream);
        stream.shutdown((int) code, stream.newPromise());
        stream.close();
        OpenStreams.forget(channel, stream.streamId());
    }

    private QuicStream added(QuicStreamChannel stream) {
        stream.config().setAutoRead(false);
        stream.config().setReadFrames(true);
        stream.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        QuicStream added = new QuicStream(this, stream);
        stream.pipeline().addLast(added.receiver());
        started().add(added);
        return added;
    }

    private void mayOpenMore() {
        if (streams != null) {
            streams.openWaiting();
        }
    }

    private void beHeard() {
        if (datagrams && channel.isActive()) {
            channel.writeAndFlush(Unpooled.directBuffer(1).writeByte(0));
        }
    }

    private void refuseEarly() {
        early.forEach(stream -> refuse(stream, ResetCodes.SHUTDOWN));
        early.clear();
    }

    private void channelEnded() {
        if (channel.isTimedOut()) {
            ended(CloseCause.SILENT, "nothing was heard from the peer in time",
                    new SocketTimeoutException("the connection ended: nothing was heard from the peer in time"));
        } else if (closedByPeer) {
            ended(CloseCause.PEER, "closed by peer", new IOException("the peer closed the connection"));
        } else {
            ended(CloseCause.FAILED, "the connection failed", new IOException("the connection failed"));
        }
    }

    private void ended(CloseCause why, String reason, IOException cause) {
        handshake.failed(cause);
        refuseEarly();
        if (streams != null) {
            streams.end(why, reason, cause);
        }
    }
}
