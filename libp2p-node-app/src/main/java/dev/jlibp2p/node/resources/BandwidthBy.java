package dev.jlibp2p.node.resources;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What bytes are counted by. */
enum BandwidthBy {

    /** What the streams speak, since the start. */
    PROTOCOL,
    /** Whom they connect to, since its first connection. */
    PEER;

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
