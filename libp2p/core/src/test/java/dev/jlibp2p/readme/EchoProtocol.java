package dev.jlibp2p.readme;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.util.List;

record EchoProtocol(List<ProtocolId> protocols) implements ProtocolHandler {

    @Override
    public void handle(Stream stream) throws IOException {
        stream.input().transferTo(stream.output());
    }
}
