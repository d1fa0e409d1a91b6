package dev.jlibp2p.connection;

import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.io.Serial;
import java.util.Collection;

/** The peer speaks none of the protocols proposed to it. */
public final class ProtocolNotSupportedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ProtocolNotSupportedException(Collection<ProtocolId> proposed) {
        super("the peer speaks none of the protocols proposed: " + proposed);
    }
}
