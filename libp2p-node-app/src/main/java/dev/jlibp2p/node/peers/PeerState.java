package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a peer is connected; {@link #ANY} only asks. */
enum PeerState {

    CONNECTED,
    DISCONNECTED,
    ANY;

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
