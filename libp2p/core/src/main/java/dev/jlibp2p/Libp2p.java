package dev.jlibp2p;

/**
 * The way in: {@code Libp2p.builder()} makes a {@link dev.jlibp2p.host.Host}.
 */
public final class Libp2p {

    private Libp2p() {}

    /** A builder whose every part has a default: a new Ed25519 identity, TCP, Noise, yamux, identify and ping. */
    public static Libp2pBuilder builder() {
        return new Libp2pBuilder();
    }
}
