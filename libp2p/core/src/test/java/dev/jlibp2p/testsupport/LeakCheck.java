package dev.jlibp2p.testsupport;

import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a Netty buffer unreleased, and names where the buffer was made. JUnit finds it by itself.
 *
 * <p>Event loops get a moment to release what a closing channel still holds; whoever needs longer has not awaited
 * the close. A class whose tests share something that holds buffers says so with {@link LeaksCheckedOnce}.
 */
public final class LeakCheck implements AfterEachCallback, AfterAllCallback {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(5);

    @Override
    public void afterEach(ExtensionContext context) {
        if (!checkedOnce(context)) {
            check(GRACE);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (checkedOnce(context)) {
            check(GRACE);
        }
    }

    /**
     * Waits for the last releases, at most so long, and then checks.
     *
     * @throws IllegalStateException if a buffer is still alive; each suppressed exception is the place one was made
     */
    static void check(Duration grace) {
        if (!LeakCheck.class.getClassLoader().equals(ClassLoader.getSystemClassLoader())) {
            // A test that runs in a class loader of its own has a Netty of its own, which nobody counts for.
            return;
        }
        for (long pause = 0; LeakDetector.SCOPE.hasOpenResources() && pause < grace.dividedBy(PAUSE); pause++) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        LeakPresenceDetector.check();
    }

    private static boolean checkedOnce(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(LeaksCheckedOnce.class);
    }
}
