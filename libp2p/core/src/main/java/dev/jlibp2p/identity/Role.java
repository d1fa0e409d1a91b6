package dev.jlibp2p.identity;

/** Which side of a handshake a node takes: usually the dialler initiates. */
public enum Role {
    INITIATOR,
    RESPONDER;

    /** The other side. */
    public Role opposite() {
        return this == INITIATOR ? RESPONDER : INITIATOR;
    }
}
