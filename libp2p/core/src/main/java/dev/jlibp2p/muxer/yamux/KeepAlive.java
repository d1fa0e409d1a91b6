package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.MuxerException;
import dev.jlibp2p.resource.Refusal;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Pings at the beginning and then regularly: to learn the round trip, and that somebody is still there. */
final class KeepAlive {
    private static final long MOST_PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final YamuxSession session;
    private final long interval;
    private final long patience;
    private @Nullable Future<?> timer;
    private boolean awaitingPong;
    private boolean heard;
    private int value;
    private long sentAt;
    private long roundTrip;

    KeepAlive(YamuxSession session) {
        this.session = session;
        this.interval = session.config().keepAlive().toNanos();
        this.patience = Math.min(interval, MOST_PATIENCE);
    }

    void start() {
        if (interval > 0) {
            ping();
        }
    }

    void stop() {
        Future<?> scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    /** Smoothed, in nanoseconds; 0 before the first measurement. */
    long roundTrip() {
        return roundTrip;
    }

    /** Something was received, whatever it was. */
    void heard() {
        heard = true;
    }

    /** An answer; others than the one awaited say nothing. */
    void pong(int answered) {
        if (awaitingPong && answered == value) {
            awaitingPong = false;
            long measured = Math.max(1, session.streams().now() - sentAt);
            roundTrip = roundTrip == 0 ? measured : (roundTrip + measured) / 2;
        }
    }

    private void ping() {
        awaitingPong = true;
        heard = false;
        value++;
        sentAt = session.streams().now();
        session.control().send(Frame.PING, Frame.SYN, 0, value);
        schedule(this::expectLife, patience);
    }

    private void expectLife() {
        if (heard) {
            schedule(this::ping, interval);
        } else {
            session.streams()
                    .fail(new MuxerException(Refusal.MUXER_KEEP_ALIVE_TIMEOUT,
                            "nothing received for " + TimeUnit.NANOSECONDS.toMillis(patience) + " ms after a ping"));
        }
    }

    private void schedule(Runnable task, long delay) {
        timer = session.streams().eventLoop().schedule(task, delay, TimeUnit.NANOSECONDS);
    }
}
