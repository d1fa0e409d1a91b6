package dev.jlibp2p.host;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.util.List;

record DefaultProtocolHandler(List<ProtocolId> protocols, StreamHandler handler) implements ProtocolHandler {

    DefaultProtocolHandler {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no protocol given (expected: at least one)");
        }
    }

    @Override
    public void handle(Stream stream) throws IOException {
        handler.handle(stream);
    }
}
