package dev.jlibp2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.security.plaintext.PlaintextSecurity;
import dev.jlibp2p.security.tls.TlsLibrary;
import dev.jlibp2p.security.tls.TlsSecurity;
import dev.jlibp2p.transport.memory.MemoryTransport;
import dev.jlibp2p.transport.tcp.TcpTransport;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H8: who turns out to be another than was dialled is dropped before any stream, whatever secures the connection. */
class WrongPeerTest {

    enum Security {
        NOISE(NoiseSecurity::new),
        BORINGSSL(identity -> tls(identity, TlsLibrary.BORINGSSL)),
        JDK(identity -> tls(identity, TlsLibrary.JDK)),
        PLAINTEXT(PlaintextSecurity::new);

        private final Function<Identity, SecurityUpgrade> made;

        Security(Function<Identity, SecurityUpgrade> made) {
            this.made = made;
        }

        private static SecurityUpgrade tls(Identity identity, TlsLibrary library) {
            return new TlsSecurity(identity, library, new SecureRandom(), Clock.systemUTC());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherPeerThanTheDialledIsDroppedBeforeAnyStream(Security security) throws IOException {
        PeerId expected = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        try (Host server = host(security); Host client = host(security)) {
            for (var address : server.addresses().listen()) {
                assertThatThrownBy(() -> client.connect(expected.addTo(address))).as("%s", address)
                        .isInstanceOf(DialException.class)
                        .hasCauseInstanceOf(PeerIdMismatchException.class);
                assertThat(client.connections()).isEmpty();
            }
            for (var address : server.addresses().listen()) {
                assertThat(client.connect(server.id().addTo(address)).peer()).isEqualTo(server.id());
                client.disconnect(server.id());
            }
        }
    }

    private static Host host(Security security) throws IOException {
        Libp2pBuilder builder = Libp2p.builder()
                .transports(List.of(context -> new TcpTransport(context.loops(), true),
                        context -> new MemoryTransport(context.loops().memory())))
                .securities(List.of(security.made));
        return builder.listen("/ip4/127.0.0.1/tcp/0", "/memory/0").start();
    }
}
