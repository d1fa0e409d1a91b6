package dev.jlibp2p.transport.quic;

import java.time.Duration;

/**
 * What strangers may cost one UDP port of ours.
 *
 * @param halfOpen most accepted connections in their handshake at once
 * @param initialsPerPrefix first datagrams a second that are looked at from one /24 of IPv4 or /56 of IPv6; twice as many at once
 * @param idleTimeout after which a silent connection is dead
 * @param keepAlive how long a connection we dialled is silent before we make ourselves heard
 */
public record QuicLimits(int halfOpen, int initialsPerPrefix, Duration idleTimeout, Duration keepAlive) {

    /** Streams one peer may have open at once. */
    static final int STREAMS = 256;

    /** 1,024 handshakes at once, 1,000 first datagrams a second and prefix, 30 s of silence. */
    public static QuicLimits defaults() {
        return new QuicLimits(1024, 1000, Duration.ofSeconds(30), Duration.ofSeconds(12));
    }
}
