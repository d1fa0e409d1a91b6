package dev.jlibp2p.spring.discovery;

import dev.jlibp2p.identity.PeerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the last dial of a bootstrap peer ended.
 *
 * @param at when it ended
 * @param failure why it failed, a {@link dev.jlibp2p.network.DialException} with its report as a rule; {@code null} if it did
 *     not
 */
public record BootstrapAttempt(PeerId peer, Instant at, @Nullable Exception failure) {

    /** Whether it led to a connection, which may be closed by now. */
    public boolean isSuccess() {
        return failure == null;
    }
}
