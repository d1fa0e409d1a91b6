package dev.jlibp2p.muxer;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Two ends of one connection without a network and with a clock of their own. Nothing moves until {@link #pump()}; either
 * direction can be blocked, as a peer does that stops reading.
 */
public final class ChannelPair implements AutoCloseable {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final Valve leftValve = new Valve();
    private final Valve rightValve = new Valve();
    private final EmbeddedChannel left = channel(leftValve);
    private final EmbeddedChannel right = channel(rightValve);
    private final UnaryOperator<Object> toRight;
    private final UnaryOperator<Object> toLeft;
    private final boolean endsTogether;

    public ChannelPair() {
        this(UnaryOperator.identity(), UnaryOperator.identity(), true);
    }

    private ChannelPair(UnaryOperator<Object> toRight, UnaryOperator<Object> toLeft, boolean endsTogether) {
        this.toRight = toRight;
        this.toLeft = toLeft;
        this.endsTogether = endsTogether;
    }

    /** Two sockets without a connection: neither learns of the other's end, and what is sent is addressed anew on its way. */
    public static ChannelPair ofSockets(UnaryOperator<Object> toRight, UnaryOperator<Object> toLeft) {
        return new ChannelPair(toRight, toLeft, false);
    }

    public EmbeddedChannel left() {
        return left;
    }

    public EmbeddedChannel right() {
        return right;
    }

    /** What the left end writes stays there, and the left end sees a congested connection, until opened again. */
    public void blockLeft(boolean blocked) {
        leftValve.block(blocked);
    }

    /** Carries bytes to and fro until both ends are silent. */
    public void pump() {
        boolean moved;
        do {
            left.runPendingTasks();
            right.runPendingTasks();
            moved = move(left, right, toRight);
            moved |= move(right, left, toLeft);
        } while (moved || left.hasPendingTasks() || right.hasPendingTasks());
        left.checkException();
        right.checkException();
    }

    public void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        left.runScheduledPendingTasks();
        right.runScheduledPendingTasks();
        pump();
    }

    @Override
    public void close() {
        left.finishAndReleaseAll();
        right.finishAndReleaseAll();
    }

    private EmbeddedChannel channel(Valve valve) {
        return EmbeddedChannel.builder().ticker(ticker).handlers(valve).build();
    }

    private boolean move(EmbeddedChannel from, EmbeddedChannel to, UnaryOperator<Object> readdress) {
        boolean moved = false;
        for (Object message = from.readOutbound(); message != null; message = from.readOutbound()) {
            moved = true;
            if (to.isOpen()) {
                to.writeOneInbound(readdress.apply(message));
            } else {
                ReferenceCountUtil.release(message);
            }
        }
        if (moved && to.isOpen()) {
            to.flushInbound();
        }
        if (endsTogether && !from.isOpen() && to.isOpen()) {
            moved = true;
            to.close();
        }
        return moved;
    }
}
