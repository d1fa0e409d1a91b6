package dev.jlibp2p.gate;

/** What the rules of a list do. */
public enum Access {
    /** Admits; as soon as there is one such rule, whoever fits none of them is refused. */
    ALLOW,
    /** Refuses, whatever else admits. */
    DENY
}
