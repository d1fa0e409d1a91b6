package dev.jlibp2p.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a WebSocket look like a socket: the handlers behind it see bytes, one piece for every read they ask for.
 *
 * <p>A WebSocket has no half close. What the peer sent before it closed is delivered before the channel ends, and what was
 * written here goes out before the close frame; then the peer has {@link #CLOSE_PATIENCE} to answer, so that no reset of the
 * socket overtakes the last bytes.
 */
final class FrameHandler extends ChannelDuplexHandler implements FrameReader.Sink {

    /** Milliseconds a peer has to answer our close frame; as in go. */
    static final long CLOSE_PATIENCE = 100;

    /** Milliseconds a peer has to take what was written before our close frame. */
    static final long FLUSH_PATIENCE = 1_000;

    private final FrameReader reader;

    private final FrameWriter writer;

    /** What came and nobody has asked for yet: of one read of the socket at most. */
    private final Queue<ByteBuf> held = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;

    private boolean wanted;

    private boolean delivering;

    private boolean inputEnded;

    /** What the peer sends makes no sense any more, and is dropped until the socket ends. */
    private boolean broken;

    private boolean closing;

    private boolean closeSent;

    private boolean pongInFlight;

    /** @param masked whether the peer is the client, which masks what it sends */
    FrameHandler(boolean masked, FrameWriter writer) {
        this.reader = new FrameReader(masked, this);
        this.writer = writer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!inputEnded && !broken) {
                reader.read(bytes);
            }
        } catch (WebSocketException e) {
            broken = true;
            close(ctx, e.status(), ctx.newPromise());
            ctx.fireExceptionCaught(e);
        } finally {
            bytes.release();
        }
        deliver(ctx);
        if (inputEnded && closeSent) {
            ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        deliver(ctx);
        readOn(ctx);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
        if (!delivering) {
            deliver(ctx);
            // A channel that begins to read on its own asks once, and what was held may have answered that.
            wanted |= ctx.channel().config().isAutoRead();
            readOn(ctx);
        }
    }

    @Override
    public void data(ByteBuf piece) {
        if (inputEnded || closing) {
            piece.release();
        } else {
            held.add(piece);
        }
    }

    @Override
    public void ping(byte[] payload) {
        // Of many pings only the last needs an answer: a peer that does not take answers gets no further one.
        if (!pongInFlight && !closing && !inputEnded) {
            pongInFlight = true;
            ChannelHandlerContext ctx = context();
            ChannelPromise sent = ctx.newPromise();
            writer.write(ctx, Opcode.PONG, Unpooled.wrappedBuffer(payload), sent);
            ctx.flush();
            sent.addListener(done -> pongInFlight = false);
        }
    }

    @Override
    public void close(int code) {
        inputEnded = true;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            bytes.release();
            promise.tryFailure(new ClosedChannelException());
        } else if (bytes.isReadable()) {
            writer.write(ctx, Opcode.BINARY, bytes, promise);
        } else {
            ctx.write(bytes, promise);
        }
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        close(ctx, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        close(ctx, CloseStatus.NORMAL, promise);
    }

    /** The end of TLS outside is none of what runs inside, and comes behind what is held. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslCloseCompletionEvent end)) {
            ctx.fireUserEventTriggered(event);
        } else if (end.isSuccess()) {
            inputEnded = true;
            deliver(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inputEnded = true;
        deliver(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        discard();
    }

    private void deliver(ChannelHandlerContext ctx) {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!held.isEmpty() && mayDeliver(ctx)) {
                wanted = false;
                ctx.fireChannelRead(held.remove());
                if (held.isEmpty() || !mayDeliver(ctx)) {
                    ctx.fireChannelReadComplete();
                }
            }
        } finally {
            delivering = false;
        }
        // The end is noticed by whoever reads, as that of a socket is.
        if (inputEnded && held.isEmpty() && !closing && mayDeliver(ctx)) {
            close(ctx, CloseStatus.NORMAL, ctx.newPromise());
        }
    }

    /** With nobody behind the socket any more all of it is delivered at once, as a decoder does. */
    private boolean mayDeliver(ChannelHandlerContext ctx) {
        return wanted || ctx.channel().config().isAutoRead() || !ctx.channel().isActive();
    }

    /** Reads the socket for whoever waits for bytes, or for the answer to a close frame. */
    private void readOn(ChannelHandlerContext ctx) {
        if (closing ? !inputEnded : wanted && held.isEmpty()) {
            ctx.read();
        }
    }

    private void close(ChannelHandlerContext ctx, CloseStatus status, ChannelPromise promise) {
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (closing) {
            return;
        }
        closing = true;
        discard();
        if (!ctx.channel().isActive()) {
            ctx.close();
            return;
        }
        ChannelPromise sent = ctx.newPromise();
        writer.write(ctx, Opcode.CLOSE, Unpooled.buffer(2).writeShort(status.code()), sent);
        ctx.flush();
        closeAfter(ctx, FLUSH_PATIENCE);
        sent.addListener(done -> {
            closeSent = true;
            if (inputEnded || !done.isSuccess()) {
                ctx.close();
            } else {
                closeAfter(ctx, CLOSE_PATIENCE);
                ctx.read();
            }
        });
    }

    private static void closeAfter(ChannelHandlerContext ctx, long millis) {
        ChannelFuture end = ctx.channel().closeFuture();
        var timer = ctx.executor().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
        end.addListener(closed -> timer.cancel(false));
    }

    private void discard() {
        held.forEach(ByteBuf::release);
        held.clear();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }
}
