package dev.jlibp2p.network;

import dev.jlibp2p.address.AddressScope;
import dev.jlibp2p.multiformats.Multiaddr;

/** Which addresses that others told are dialled. */
public enum DialScope {

    /** All. */
    ANY,

    /**
     * Those of the Internet only: a node at a hosting provider that dials private ranges because strangers say so looks like one
     * that scans its neighbours.
     */
    PUBLIC;

    /** Whether an address that came from others may be dialled. */
    boolean admits(Multiaddr learnt) {
        return this == ANY || switch (AddressScope.of(learnt)) {
            case PUBLIC, OTHER -> true;
            default -> false;
        };
    }
}
