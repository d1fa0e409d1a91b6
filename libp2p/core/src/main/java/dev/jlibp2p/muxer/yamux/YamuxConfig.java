package dev.jlibp2p.muxer.yamux;

import java.time.Duration;

/**
 * What one end of a yamux connection allows.
 *
 * @param initialWindow bytes a stream may receive before it is read; at least the 256 KiB every peer assumes
 * @param maxWindow what the window of a fast, well read stream may grow to
 * @param maxInboundStreams streams the peer may have open at once; one more is reset
 * @param acceptBacklog streams opened and not yet acknowledged, in each direction; the specification says 256
 * @param keepAlive after so long, and at the beginning, a ping is sent; zero sends none, and windows do not grow
 */
public record YamuxConfig(int initialWindow, int maxWindow, int maxInboundStreams, int acceptBacklog,
        Duration keepAlive) {

    static final int SPECIFIED_WINDOW = 256 << 10;

    private static final int LARGEST_WINDOW = 1 << 30;

    public YamuxConfig {
        if (initialWindow < SPECIFIED_WINDOW || initialWindow > LARGEST_WINDOW) {
            throw new IllegalArgumentException(
                    "initial window " + initialWindow + " bytes (expected: " + SPECIFIED_WINDOW
                            + ", which peers assume, to " + LARGEST_WINDOW + "); change libp2p.yamux.initial-window");
        }
        if (maxWindow < initialWindow || maxWindow > LARGEST_WINDOW) {
            throw new IllegalArgumentException("greatest window " + maxWindow + " bytes (expected: the initial window, "
                    + initialWindow + ", to " + LARGEST_WINDOW + "); change libp2p.yamux.max-window");
        }
        if (maxInboundStreams < 1 || acceptBacklog < 1) {
            throw new IllegalArgumentException("inbound streams " + maxInboundStreams + ", backlog " + acceptBacklog
                    + " (expected: at least 1 each); change libp2p.yamux.max-inbound-streams or accept-backlog");
        }
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException("keep-alive " + keepAlive + " (expected: zero or more)");
        }
    }

    /** What suits an ordinary node: the numbers of go-libp2p where it bounds, a bound of our own where it does not. */
    public static YamuxConfig defaults() {
        return new YamuxConfig(SPECIFIED_WINDOW, 16 << 20, 1024, 256, Duration.ofSeconds(30));
    }
}
