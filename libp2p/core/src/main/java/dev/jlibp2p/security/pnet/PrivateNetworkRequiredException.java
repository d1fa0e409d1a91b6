package dev.jlibp2p.security.pnet;

import java.io.Serial;

/** The environment allows nodes of private networks only, and this one has no key. */
public final class PrivateNetworkRequiredException extends IllegalStateException {

    /** The variable of the environment that forbids, when it is 1, a node without a key; the same for all libp2p libraries. */
    public static final String VARIABLE = "LIBP2P_FORCE_PNET";

    @Serial
    private static final long serialVersionUID = 1L;

    public PrivateNetworkRequiredException() {
        super(VARIABLE
                + "=1 allows nodes of private networks only, and this one has no key: configure its swarm key, or unset "
                + VARIABLE);
    }
}
