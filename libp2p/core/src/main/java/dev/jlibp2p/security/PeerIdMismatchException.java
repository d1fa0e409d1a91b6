package dev.jlibp2p.security;

import dev.jlibp2p.identity.PeerId;
import java.io.Serial;

/** The peer proved its identity, but it is not the one that was dialled. */
public final class PeerIdMismatchException extends HandshakeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient PeerId expected;

    private final transient PeerId actual;

    public PeerIdMismatchException(PeerId expected, PeerId actual) {
        super("the peer is " + actual + ", expected " + expected + "; correct the /p2p part of the address");
        this.expected = expected;
        this.actual = actual;
    }

    public PeerId expected() {
        return expected;
    }

    public PeerId actual() {
        return actual;
    }
}
