package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.identity.Role;

/** The two values of the tag {@code direction}. */
final class Directions {

    static final String INBOUND = "inbound";

    static final String OUTBOUND = "outbound";

    private Directions() {}

    static String of(Role role) {
        return role == Role.INITIATOR ? OUTBOUND : INBOUND;
    }

    static String inbound(boolean inbound) {
        return inbound ? INBOUND : OUTBOUND;
    }
}
