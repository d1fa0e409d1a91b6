package dev.jlibp2p.interop;

/** Who dials, and then opens the streams. */
enum Dialer {
    WE,
    THEY
}
