package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One call under way. Ends once: by itself or by its time limit, never by both. */
final class Call {

    /** What it is doing, which decides whose fault an exception is. */
    enum Phase {
        READING,
        CONVERTING,
        CALLING,
        ANSWERING
    }

    private final Stream stream;

    private final Thread thread;

    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile @Nullable Future<?> limit;

    private volatile boolean expired;

    private volatile Phase phase = Phase.READING;

    Call(Stream stream, Thread thread) {
        this.stream = stream;
        this.thread = thread;
    }

    Stream stream() {
        return stream;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    /** From now on, so long; zero is for ever. After that the stream is reset and the thread interrupted. */
    void limit(Duration time) throws IOException {
        if (time.isZero()) {
            return;
        }
        try {
            limit = stream.channel().eventLoop().schedule(this::expire, time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException("the host is stopped", e);
        }
    }

    /** It expires no more. */
    void end() {
        ended.set(true);
        Future<?> scheduled = limit;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    boolean expired() {
        return expired;
    }

    private void expire() {
        if (ended.compareAndSet(false, true)) {
            expired = true;
            stream.reset(ResetCodes.NONE);
            thread.interrupt();
        }
    }
}
