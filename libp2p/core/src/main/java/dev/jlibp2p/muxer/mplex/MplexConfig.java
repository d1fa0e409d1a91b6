package dev.jlibp2p.muxer.mplex;

/**
 * What one end of an mplex connection allows.
 *
 * @param maxInboundStreams streams the peer may have open at once; one more is reset
 * @param maxUnread bytes one stream may hold unread; at half of that nothing more is read from the connection until the reader
 *     has caught up, and it is reset if it does not move or the bound itself is reached
 */
public record MplexConfig(int maxInboundStreams, int maxUnread) {

    /** The largest message of the reference implementation, which every peer must take. */
    static final int LARGEST_MESSAGE = 1 << 20;

    public MplexConfig {
        if (maxInboundStreams < 1) {
            throw new IllegalArgumentException("inbound streams " + maxInboundStreams + " (expected: at least 1)");
        }
        if (maxUnread < 2 * LARGEST_MESSAGE) {
            throw new IllegalArgumentException("unread bytes " + maxUnread + " (expected: at least "
                    + 2 * LARGEST_MESSAGE + ", so that a message of any size fits)");
        }
    }

    /** What suits an ordinary node: 1024 streams of 4 MiB each; all of them together are bounded by the connection's scope. */
    public static MplexConfig defaults() {
        return new MplexConfig(1024, 4 << 20);
    }
}
