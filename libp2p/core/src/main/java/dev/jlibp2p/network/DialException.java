package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** No address of the peer led to a connection. The message lists them all with their causes. */
public final class DialException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient DialReport report;

    public DialException(@Nullable PeerId peer, DialReport report) {
        super("cannot connect" + (peer == null ? "" : " to " + peer) + ": " + report);
        this.report = report;
        report.causes().forEach(cause -> {
            if (getCause() == null) {
                initCause(cause);
            } else {
                addSuppressed(cause);
            }
        });
    }

    /** Every address tried or skipped. */
    public DialReport report() {
        return report;
    }
}
