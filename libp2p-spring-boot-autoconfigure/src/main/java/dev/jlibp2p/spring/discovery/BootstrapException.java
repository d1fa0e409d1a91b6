package dev.jlibp2p.spring.discovery;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** No bootstrap peer was connected in the time the start may take. */
public final class BootstrapException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    BootstrapException(Duration timeout, List<BootstrapAttempt> attempts) {
        super(message(timeout, attempts));
        attempts.stream()
                .map(BootstrapAttempt::failure)
                .filter(failure -> failure != null)
                .forEach(this::addSuppressed);
    }

    static String message(Duration timeout, List<BootstrapAttempt> attempts) {
        String ends = attempts.stream()
                .map(attempt -> attempt.failure() == null
                        ? attempt.peer() + " was connected and is gone"
                        : String.valueOf(attempt.failure().getMessage()))
                .collect(Collectors.joining("; "));
        return "no bootstrap peer was connected within " + timeout.toMillis() + " ms: "
                + (ends.isEmpty() ? "none has answered yet" : ends);
    }
}
