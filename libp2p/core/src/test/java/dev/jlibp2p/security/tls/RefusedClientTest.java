package dev.jlibp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of TLS 1.3 is connected before the server has judged it: its user still learns that it was refused. */
class RefusedClientTest {

    @ParameterizedTest
    @EnumSource
    void theFirstStreamFailsWithTheRefusalAndNotWithAMereClose(TlsLibrary library) throws IOException {
        try (Host server = host(identity -> new Refusing(tls(identity, library)));
                Host client = host(identity -> tls(identity, library))) {
            assertThatThrownBy(() -> client.connect(server.id(), server.addresses().listen()).open(Ping.PROTOCOL))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("refused this node's certificate");
        }
    }

    private static Host host(Function<Identity, SecurityUpgrade> security) throws IOException {
        Libp2pBuilder builder = Libp2p.builder().securities(List.of(security));
        return builder.listen("/ip4/127.0.0.1/tcp/0").start();
    }

    private static SecurityUpgrade tls(Identity identity, TlsLibrary library) {
        return new TlsSecurity(identity, library, new SecureRandom(), Clock.systemUTC());
    }

    /** Admits one peer only, who never comes. */
    private record Refusing(SecurityUpgrade tls, PeerId admitted) implements SecurityUpgrade {
        Refusing(SecurityUpgrade tls) {
            this(tls, Identity.generate(KeyType.ED25519, new SecureRandom()).peerId());
        }

        @Override
        public ProtocolId protocol() {
            return tls.protocol();
        }

        @Override
        public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
            return tls.secure(channel,
                    new SecurityContext(context.role(), admitted, context.muxers(), context.prologue()));
        }
    }
}
