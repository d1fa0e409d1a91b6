package dev.jlibp2p.muxer.yamux;

/** Codes we send with resets of our own, as libp2p's error code registry numbers them. */
final class ResetCode {
    static final long NONE = 0;
    static final long RESOURCE_LIMIT_EXCEEDED = 0x1002;
    static final long STREAM_SHUTDOWN = 0x1006;

    private ResetCode() {}
}
