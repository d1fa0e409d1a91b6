package dev.jlibp2p.connection;

import java.io.IOException;
import java.io.Serial;

/** The stream was aborted. Carries the code, 0 where the muxer has none. */
public final class StreamResetException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long code;

    private final boolean byPeer;

    public StreamResetException(long code, boolean byPeer) {
        super((byPeer ? "stream reset by the peer" : "stream reset") + (code == 0 ? "" : ", code " + code));
        this.code = code;
        this.byPeer = byPeer;
    }

    /** The code sent with the reset, 0 for none. */
    public long code() {
        return code;
    }

    /** Whether the peer did it. */
    public boolean byPeer() {
        return byPeer;
    }
}
