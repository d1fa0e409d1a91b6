package dev.jlibp2p.gate;

/** Whether an {@link AccessGater} means it. */
public enum GateMode {
    /** What the rules refuse is refused. */
    ENFORCE,
    /** What the rules would refuse is counted, named in the log, and admitted. */
    SHADOW
}
