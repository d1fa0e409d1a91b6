package dev.jlibp2p.spring.test.application;

import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Requests as a peer without Spring makes them. */
final class Asking {

    private Asking() {}

    static String ask(Host peer, Host node, String protocol, String question) throws IOException {
        try (Stream stream = peer.open(node.id(), ProtocolId.of(protocol))) {
            stream.deadline(Duration.ofSeconds(60));
            DelimitedMessages.write(stream.output(), question.getBytes(StandardCharsets.UTF_8));
            stream.output().flush();
            return new String(DelimitedMessages.read(stream.input(), 1_000), StandardCharsets.UTF_8);
        }
    }
}
