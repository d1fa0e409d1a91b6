package dev.jlibp2p.negotiation;

import dev.jlibp2p.identity.ProtocolId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One end of a negotiation: takes lines off the input until the protocol is settled, then keeps what follows until a later
 * handler reads, and leaves. All of it on the event loop.
 */
abstract class Negotiator extends ChannelDuplexHandler {

    private enum State {
        NEGOTIATING,
        SETTLED,
        ENDED
    }

    private State state = State.NEGOTIATING;

    private boolean started;

    /** A later handler has read already. */
    private boolean wanted;

    /** No read is under way because the peer does not take our answers. */
    private boolean paused;

    private @Nullable ByteBuf held;

    private @Nullable Queue<Object> heldEvents;

    /** The channel is active. */
    abstract void start(ChannelHandlerContext ctx);

    /** Takes one line of the peer's; returns the protocol when that settles it. May write, must not flush. */
    abstract @Nullable ProtocolId onLine(ChannelHandlerContext ctx, ByteBuf line) throws IOException;

    /** The protocol is settled; whoever learns of it may add handlers and read. */
    abstract void onSettled(ChannelHandlerContext ctx, ProtocolId protocol);

    abstract void onFailed(ChannelHandlerContext ctx, Throwable cause);

    /** For the message of an error: who proposes what. */
    abstract String offers();

    /** Whether the next line may be taken now. */
    boolean mayProceed(ChannelHandlerContext ctx) {
        return true;
    }

    final boolean negotiating() {
        return state == State.NEGOTIATING;
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            startOnce(ctx);
        }
    }

    @Override
    public final void channelActive(ChannelHandlerContext ctx) {
        startOnce(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf bytes = (ByteBuf) msg;
        if (state == State.ENDED) {
            bytes.release();
            return;
        }
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        if (state == State.NEGOTIATING) {
            takeLines(ctx);
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) {
        if (state == State.NEGOTIATING) {
            readOn(ctx);
        } else if (state == State.ENDED) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (paused && mayProceed(ctx) && state == State.NEGOTIATING) {
            paused = false;
            takeLines(ctx);
            if (state == State.NEGOTIATING) {
                readOn(ctx);
            }
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        switch (state) {
            case NEGOTIATING -> wanted = true;
            case SETTLED -> handOver(ctx);
            case ENDED -> ctx.read();
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (state == State.SETTLED) {
            if (heldEvents == null) {
                heldEvents = new ArrayDeque<>(2);
            }
            heldEvents.add(event);
            return;
        }
        if (event == ChannelInputShutdownEvent.INSTANCE && state == State.NEGOTIATING) {
            fail(ctx, new EOFException("the peer ended its side of the stream during negotiation; " + offers()));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.NEGOTIATING) {
            fail(ctx, new EOFException("the channel was closed during negotiation; " + offers()));
        }
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        if (state == State.NEGOTIATING) {
            fail(ctx, new EOFException("the negotiation was given up; " + offers()));
        }
        end();
    }

    final void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.NEGOTIATING) {
            end();
            onFailed(ctx, cause);
        }
    }

    private void startOnce(ChannelHandlerContext ctx) {
        if (!started) {
            started = true;
            start(ctx);
        }
    }

    private void takeLines(ChannelHandlerContext ctx) {
        ProtocolId protocol = null;
        try {
            while (protocol == null && held != null && mayProceed(ctx)) {
                ByteBuf line = Lines.read(held);
                if (line == null) {
                    break;
                }
                protocol = onLine(ctx, line);
                releaseEmptied();
            }
        } catch (IOException e) {
            // What was answered before it may be what the peer needs to know.
            ctx.flush();
            fail(ctx, e);
            return;
        }
        ctx.flush();
        if (protocol != null && state == State.NEGOTIATING) {
            settle(ctx, protocol);
        }
    }

    private void settle(ChannelHandlerContext ctx, ProtocolId protocol) {
        state = State.SETTLED;
        onSettled(ctx, protocol);
        if (wanted && state == State.SETTLED) {
            handOver(ctx);
        }
    }

    private void handOver(ChannelHandlerContext ctx) {
        ByteBuf bytes = held;
        Queue<Object> events = heldEvents;
        held = null;
        heldEvents = null;
        state = State.ENDED;
        ctx.pipeline().remove(this);
        if (bytes != null) {
            ctx.fireChannelRead(bytes);
            ctx.fireChannelReadComplete();
        }
        // What was held answers one read; with auto-read on nobody asks again, and the channel must not be left unread.
        if (bytes == null || ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        if (events != null) {
            events.forEach(ctx::fireUserEventTriggered);
        }
    }

    private void readOn(ChannelHandlerContext ctx) {
        if (mayProceed(ctx)) {
            ctx.read();
        } else {
            paused = true;
        }
    }

    private void releaseEmptied() {
        if (held != null && !held.isReadable()) {
            held.release();
            held = null;
        }
    }

    private void end() {
        state = State.ENDED;
        heldEvents = null;
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
