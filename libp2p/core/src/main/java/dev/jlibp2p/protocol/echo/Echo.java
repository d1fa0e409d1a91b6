package dev.jlibp2p.protocol.echo;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.util.List;

/** Echo: every byte comes back, then the end. For tests and first steps; whoever can connect can make this node send. */
public final class Echo implements ProtocolHandler {

    public static final ProtocolId PROTOCOL = ProtocolId.of("/echo/1.0.0");

    @Override
    public List<ProtocolId> protocols() {
        return List.of(PROTOCOL);
    }

    @Override
    public void handle(Stream stream) throws IOException {
        stream.input().transferTo(stream.output());
    }
}
