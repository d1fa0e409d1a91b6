package dev.jlibp2p.interop;

/** What else is set at both ends. */
enum Setting {
    /** The muxer is agreed on in the security handshake where both ends can. */
    DEFAULT(""),
    /** The peer does not agree on a muxer in the security handshake. */
    NO_EARLY_MUXER("no early muxer"),
    PRIVATE_NETWORK("private network");

    private final String text;

    Setting(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
