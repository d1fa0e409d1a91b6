package dev.jlibp2p.connection;

import java.util.Locale;

/** Why a connection has ended; a closed set, fit for a metric tag. {@link Connection#closeReason()} says it in words. */
public enum CloseCause {
    /** Somebody in this process closed it, the application for example. */
    CLOSED,
    /** The host was stopped. */
    STOPPED,
    /** There were more connections than the high water mark. */
    TRIMMED,
    /** Nobody used it, and there were more connections than the low water mark. */
    IDLE,
    /** Two nodes had one too many between them. */
    DUPLICATE,
    /** The gater does not admit the peer any more. */
    GATED,
    /** The peer closed it. */
    PEER,
    /** Nothing came back from the peer for too long. */
    SILENT,
    /** The peer broke the muxer's protocol or its bounds. */
    PROTOCOL_ERROR,
    /** The network, or something that has no name of its own here. */
    FAILED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it stands in tags and documents, for example {@code protocol-error}. */
    public String label() {
        return label;
    }

    /** Whether this end chose to close it, for whatever reason. */
    public boolean isOurs() {
        return compareTo(PEER) < 0;
    }
}
