package dev.jlibp2p.node.peers;

import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** A blocking call of the host that ends, one way or the other, within the time a request allows. */
final class TimedCall {

    static final String DESCRIPTION = "How long to wait at most, up to 60s; 30s if not given. A number alone counts milliseconds";

    private static final Duration DEFAULT = Duration.ofSeconds(30);

    private static final Duration MAX = Duration.ofSeconds(60);

    private TimedCall() {}

    /** Reads {@code timeout=}, such as {@code 10s}; a number alone counts milliseconds. */
    static Duration timeout(@Nullable String text) {
        if (text == null) {
            return DEFAULT;
        }
        try {
            Duration timeout = DurationStyle.detectAndParse(text.strip());
            if (timeout.isPositive() && timeout.compareTo(MAX) <= 0) {
                return timeout;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Told below like a duration out of range.
        }
        throw ApiException.malformed("timeout", "expected a duration above 0 and up to 60s, for example 10s");
    }

    /** @throws IOException as the call does */
    static <T> T within(Duration timeout, Callable<T> call) throws IOException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().name("libp2p-rest").start(task);
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ApiException(ProblemCode.TIMEOUT, "no answer within " + timeout.toMillis() + " ms (timeout=)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            task.cancel(true);
        }
    }

    private static IOException failure(ExecutionException wrapper) {
        Throwable cause = wrapper.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(wrapper);
    }
}
