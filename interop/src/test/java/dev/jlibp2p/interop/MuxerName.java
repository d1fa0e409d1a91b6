package dev.jlibp2p.interop;

import java.util.Locale;

/** A muxer. */
enum MuxerName {
    YAMUX("/yamux/1.0.0"),
    MPLEX("/mplex/6.7.0"),
    /** The transport brings its own. */
    OWN("");

    private final String protocol;

    MuxerName(String protocol) {
        this.protocol = protocol;
    }

    /** What connections name. */
    String protocol() {
        return protocol;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
