package dev.jlibp2p.network;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a dial ended.
 *
 * @param elapsed since it began, all addresses together
 * @param transport of the connection, else of the last attempt; {@link #NO_TRANSPORT} when there was none
 * @param cause of the failure; null on success
 * @param report of its addresses, as far as it was let run to its end
 */
public record DialEnd(Outcome outcome, Duration elapsed, String transport, @Nullable Throwable cause,
        DialReport report) {

    /** Stands for the transport where none was used. */
    public static final String NO_TRANSPORT = "none";
}
