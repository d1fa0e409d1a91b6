package dev.jlibp2p.gate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a list.
 *
 * @param reason for people; may be empty, at most 200 characters
 * @param expiresAt when it stops to count, by the wall clock; {@code null} for never
 */
public record AccessEntry(AccessRule rule, String reason, @Nullable Instant expiresAt) {

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 200;

    public AccessEntry {
        if (reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "a reason of " + reason.length() + " characters (expected: " + MAX_REASON + " at most)");
        }
    }

    /** For ever, and nobody says why. */
    public static AccessEntry of(AccessRule rule) {
        return new AccessEntry(rule, "", null);
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
