package dev.jlibp2p.interop;

import java.util.Locale;

/** A security protocol. */
enum SecurityName {
    NOISE("/noise"),
    TLS("/tls/1.0.0"),
    PLAINTEXT("/plaintext/2.0.0"),
    /** The transport brings its own. */
    OWN("");

    private final String protocol;

    SecurityName(String protocol) {
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
