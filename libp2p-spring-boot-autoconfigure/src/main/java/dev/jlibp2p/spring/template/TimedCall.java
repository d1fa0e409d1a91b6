package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.network.Blocking;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A blocking call with a limit of its whole time. It runs on a virtual thread of its own, so that giving it up interrupts
 * nobody else; interruption is what undoes dials and resets streams.
 */
final class TimedCall<T> extends FutureTask<T> {

    private TimedCall(Callable<T> call) {
        super(call);
    }

    /**
     * Waits for the call.
     *
     * @param what is done, for messages
     */
    static <T> T within(Duration timeout, Supplier<String> what, Callable<T> call) throws IOException {
        Blocking.check();
        TimedCall<T> task = new TimedCall<>(call);
        Thread.ofVirtual().name("libp2p-call").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (task.cancel(true)) {
                throw new RequestTimeoutException(what.get(), timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (task.cancel(true)) {
                throw new InterruptedIOException(what.get() + ": interrupted while waiting");
            }
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        }
        return task.over();
    }

    /** What came in the moment it was given up: nobody else would end a stream. */
    private T over() throws IOException {
        if (state() == State.SUCCESS) {
            return resultNow();
        }
        throw failure(exceptionNow());
    }

    /** A stream that comes too late is nobody's. */
    @Override
    protected void set(T result) {
        super.set(result);
        if (isCancelled() && result instanceof Stream stream) {
            stream.reset(0);
        }
    }

    private static IOException failure(Throwable cause) {
        // The trace of the other thread says nothing about who waited here.
        cause.addSuppressed(new IOException("waited for here"));
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
