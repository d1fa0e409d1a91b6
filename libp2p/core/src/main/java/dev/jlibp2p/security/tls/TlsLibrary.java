package dev.jlibp2p.security.tls;

import io.netty.handler.ssl.OpenSsl;

/** Who speaks TLS. */
public enum TlsLibrary {

    /** BoringSSL, native, by netty-tcnative: twice the throughput and six times the handshakes of the other. */
    BORINGSSL("BoringSSL"),

    /**
     * The Java runtime. It reads no certificate whose issuer is empty, which is what rust-libp2p and js-libp2p make: such peers
     * are refused.
     */
    JDK("the Java runtime");

    private final String label;

    TlsLibrary(String label) {
        this.label = label;
    }

    /** The best of this machine. Loads native code the first time, which takes up to a second: not on an event loop. */
    public static TlsLibrary best() {
        return BORINGSSL.available() ? BORINGSSL : JDK;
    }

    /** Whether it runs here; BoringSSL does where {@code io.netty:netty-tcnative-boringssl-static} is on the class path. */
    public boolean available() {
        return this == JDK || OpenSsl.isAvailable();
    }

    /** For the log. */
    @Override
    public String toString() {
        return label;
    }
}
