package dev.jlibp2p.network;

import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/**
 * The bridge from futures completed on event loops to threads that may wait. Parks without a monitor, so a waiting virtual
 * thread never holds its carrier.
 */
public final class Blocking {

    private Blocking() {}

    /**
     * Waits for {@code future} and returns its result. Interruption cancels it.
     *
     * @throws IOException the future's own failure, or an {@link InterruptedIOException}
     * @throws IllegalStateException on an event loop
     */
    public static <T> T await(Future<T> future) throws IOException {
        check();
        if (!future.isDone()) {
            Thread waiter = Thread.currentThread();
            future.addListener(done -> LockSupport.unpark(waiter));
            while (!future.isDone()) {
                if (Thread.interrupted()) {
                    // A result that came first must not be lost: somebody has to close it.
                    boolean isTooLate = !future.cancel(false) && future.isDone();
                    Thread.currentThread().interrupt();
                    if (isTooLate) {
                        break;
                    }
                    throw new InterruptedIOException("interrupted while waiting for the network");
                }
                LockSupport.park(future);
            }
        }
        if (future.isSuccess()) {
            return future.getNow();
        }
        throw asIoException(future.cause());
    }

    /** Refuses to go on where waiting would stall the connections of an event loop. */
    public static void check() {
        if (Thread.currentThread() instanceof FastThreadLocalThread) {
            throw new IllegalStateException("blocking call on an event loop (" + Thread.currentThread().getName()
                    + "); use Stream.channel() and Network there, or a virtual thread");
        }
    }

    private static IOException asIoException(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof CancellationException) {
            return new IOException("cancelled", cause);
        }
        if (cause instanceof IOException io) {
            // The trace of the loop would say nothing about who waited here.
            io.addSuppressed(new IOException("waited for here"));
            return io;
        }
        return new IOException(cause.getMessage(), cause);
    }
}
