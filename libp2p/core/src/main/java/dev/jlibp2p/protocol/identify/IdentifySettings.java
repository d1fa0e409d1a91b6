package dev.jlibp2p.protocol.identify;

import java.time.Duration;

/**
 * What may be chosen about identify.
 *
 * @param agentVersion name and version of this implementation
 * @param protocolVersion name and version of the family of protocols
 * @param pushInterval the least time between two pushes of changes
 */
public record IdentifySettings(String agentVersion, String protocolVersion, Duration pushInterval) {

    /** What go-libp2p and js-libp2p say, too. */
    public static final String PROTOCOL_VERSION = "ipfs/0.1.0";

    /** Characters of a version text. */
    private static final int MAX_TEXT = 256;

    public IdentifySettings {
        if (agentVersion.length() > MAX_TEXT || protocolVersion.length() > MAX_TEXT) {
            throw new IllegalArgumentException("agent version of " + agentVersion.length() + " and protocol version of "
                    + protocolVersion.length() + " characters (expected: at most " + MAX_TEXT + " each)");
        }
        if (pushInterval.isNegative()) {
            throw new IllegalArgumentException("push interval " + pushInterval + " (expected: not negative)");
        }
    }

    /** A push every five seconds at most. */
    public static IdentifySettings of(String agentVersion) {
        return new IdentifySettings(agentVersion, PROTOCOL_VERSION, Duration.ofSeconds(5));
    }
}
