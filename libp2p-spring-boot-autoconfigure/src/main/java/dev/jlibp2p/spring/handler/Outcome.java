package dev.jlibp2p.spring.handler;

/** How a call ended. */
enum Outcome {
    /** In order, with an answer where there was one to give. */
    ANSWERED,
    /** The method failed, and nobody answered for it. */
    FAILED,
    /** The request was too long, malformed or invalid. */
    REJECTED,
    /** Too many calls at once, or the application stops. */
    REFUSED,
    /** The call took too long. */
    TIMED_OUT,
    /** The peer, or its connection, went away. */
    ABANDONED
}
