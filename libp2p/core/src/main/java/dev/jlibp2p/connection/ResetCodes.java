package dev.jlibp2p.connection;

/**
 * Why a stream was reset, as libp2p numbers the reasons. Codes below 0x10000 are libp2p's, others are a protocol's own; a
 * muxer that carries none makes every one of them {@link #NONE}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/error-codes/README.md">the error code specification</a>
 */
public final class ResetCodes {

    /** Nothing is said about the reason. */
    public static final long NONE = 0;

    /** A limit of the peer is reached; trying again later may help. */
    public static final long RESOURCE_LIMIT_EXCEEDED = 0x1002;

    /** The peer could not make sense of what it was sent. */
    public static final long PROTOCOL_VIOLATION = 0x1004;

    /** The peer is stopping. */
    public static final long SHUTDOWN = 0x1007;

    private ResetCodes() {}
}
