package dev.jlibp2p.spring;

import java.io.Serial;

/** Every transport of the node is off, so that it could neither listen nor dial. */
public final class NoTransportException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    NoTransportException() {
        super("the libp2p node has nothing to dial with: every transport is off");
    }
}
