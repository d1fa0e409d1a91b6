package dev.jlibp2p.host;

import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.util.List;

/** A stream handler that knows which protocols it speaks: the form in which containers collect handlers. */
public interface ProtocolHandler extends StreamHandler {

    /** Not empty; every one of them is handled by {@link #handle}. */
    List<ProtocolId> protocols();

    /** Joins {@code handler} and its protocols. */
    static ProtocolHandler of(StreamHandler handler, ProtocolId... protocols) {
        return new DefaultProtocolHandler(List.of(protocols), handler);
    }
}
