package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.echo.Echo;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two nodes with all their protocols over QUIC. */
class QuicHostTest {

    @Test
    void nodesConnectAndEcho() throws Exception {
        try (Host server = node().handler(new Echo()).listen("/ip4/127.0.0.1/udp/0/quic-v1").start();
                Host client = node().listen("/ip4/127.0.0.1/udp/0/quic-v1").start()) {
            Connection connection = client.connect(server.id(), server.addresses().listen());
            byte[] sent = new byte[8 << 20];
            new Random(1).nextBytes(sent);
            try (Stream stream = connection.open(Echo.PROTOCOL)) {
                stream.deadline(Duration.ofSeconds(30));
                Thread writer = Thread.startVirtualThread(() -> {
                    try {
                        stream.output().write(sent);
                        stream.output().close();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertThat(stream.input().readAllBytes()).isEqualTo(sent);
                writer.join();
            }
            assertThat(connection.transport()).isEqualTo("quic-v1");
            assertThat(connection.security()).isEqualTo("/tls/1.0.0");
            assertThat(server.connections().getFirst().peerAddress()).isEqualTo(client.addresses().listen().getFirst());
        }
    }

    private static Libp2pBuilder node() {
        return Libp2p.builder()
                .transports(List.of(context -> new QuicTransport(context, QuicConfig.defaults())));
    }
}
