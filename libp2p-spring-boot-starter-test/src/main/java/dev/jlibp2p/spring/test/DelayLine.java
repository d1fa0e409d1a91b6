package dev.jlibp2p.spring.test;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link: what enters leaves in the same order, each piece when it is due, none while the line is held. It
 * owns the pieces inside; the muxers' windows bound how many bytes those are. Lives on one event loop.
 */
final class DelayLine {

    private final EventLoop loop;

    private final BooleanSupplier held;

    private final Deque<Piece> pieces = new ArrayDeque<>();

    private @Nullable Channel exit;

    private long lastDue;

    private boolean waking;

    private boolean hurrying;

    /** Something on its way; without a message, the end. */
    private record Piece(long due, @Nullable Object message) {}

    DelayLine(EventLoop loop, BooleanSupplier held) {
        this.loop = loop;
        this.held = held;
        this.lastDue = loop.ticker().nanoTime();
    }

    /** From now on pieces leave here. */
    void leadsTo(Channel channel) {
        exit = channel;
        move();
    }

    /** Takes over a message, or the end for {@code null}; it arrives so many nanoseconds from now, and after all before it. */
    void enter(@Nullable Object message, long delay) {
        long due = loop.ticker().nanoTime() + delay;
        lastDue = due - lastDue > 0 ? due : lastDue;
        pieces.add(new Piece(lastDue, message));
        if (pieces.size() == 1 || hurrying) {
            move();
        }
    }

    /** Lets out what is due, and comes back when the next piece is. */
    void move() {
        Channel channel = exit;
        if (channel == null || held.getAsBoolean()) {
            return;
        }
        if (!channel.isActive()) {
            discard();
            return;
        }
        long now = loop.ticker().nanoTime();
        while (isDue(pieces.peek(), now)) {
            leave(channel, pieces.remove());
        }
        channel.flush();
        wakeFor(pieces.peek(), now);
    }

    /** From now on nothing waits. */
    void hurry() {
        hurrying = true;
        move();
    }

    void discard() {
        pieces.forEach(piece -> ReferenceCountUtil.release(piece.message()));
        pieces.clear();
    }

    private boolean isDue(@Nullable Piece piece, long now) {
        return piece != null && (hurrying || piece.due() - now <= 0);
    }

    private void wakeFor(@Nullable Piece next, long now) {
        if (next != null && !waking) {
            waking = true;
            loop.schedule(() -> {
                waking = false;
                move();
            }, next.due() - now, TimeUnit.NANOSECONDS);
        }
    }

    private static void leave(Channel channel, Piece piece) {
        if (piece.message() == null) {
            channel.flush();
            channel.close();
        } else {
            channel.write(piece.message());
        }
    }
}
