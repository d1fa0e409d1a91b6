package dev.jlibp2p.spring.test.application;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.stereotype.Component;

/** The part that speaks libp2p. */
@Component
public class Greeter implements ProtocolHandler {

    public static final ProtocolId GREETING = ProtocolId.of("/greeting/1.0.0");

    @Override
    public List<ProtocolId> protocols() {
        return List.of(GREETING);
    }

    @Override
    public void handle(Stream stream) throws IOException {
        stream.output().write(("hello " + stream.connection().peer()).getBytes(StandardCharsets.UTF_8));
    }
}
