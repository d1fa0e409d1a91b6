package dev.jlibp2p.resource;

/**
 * What one scope may hold at most.
 *
 * @param connectionsInbound links opened by peers
 * @param connectionsOutbound links opened by us
 * @param streamsInbound streams opened by peers
 * @param streamsOutbound streams opened by us
 * @param memory bytes received and not consumed, and windows grown beyond their start
 */
public record Limits(int connectionsInbound, int connectionsOutbound, int streamsInbound, int streamsOutbound,
        long memory) {

    /** The whole node. */
    public static final Limits SYSTEM = new Limits(16_384, 16_384, 262_144, 262_144, 1L << 30);

    /** Links in their handshake and streams without a protocol: few, because nobody knows what they will be. */
    public static final Limits TRANSIENT = new Limits(1_024, 1_024, 65_536, 65_536, 64L << 20);

    /** One peer: no more threads than one connection of it could cause. */
    public static final Limits PEER = new Limits(8, 8, 1_024, 1_024, 128L << 20);

    /** One protocol. */
    public static final Limits PROTOCOL = new Limits(0, 0, 131_072, 131_072, 512L << 20);

    /** One connection. */
    public static final Limits CONNECTION = new Limits(0, 0, 16_384, 16_384, 64L << 20);

    /** No limit at all. */
    public static final Limits UNLIMITED = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE,
            Integer.MAX_VALUE, Long.MAX_VALUE);

    public Limits {
        if (connectionsInbound < 0 || connectionsOutbound < 0 || streamsInbound < 0 || streamsOutbound < 0
                || memory < 0) {
            throw new IllegalArgumentException("limits must not be negative: " + connectionsInbound + ", "
                    + connectionsOutbound + ", " + streamsInbound + ", " + streamsOutbound + ", " + memory);
        }
    }
}
