package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.ForwardingUpgrader;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContext;
import dev.jlibp2p.transport.Upgrader;
import dev.jlibp2p.transport.memory.MemoryTransport;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transport that brings its own security and streams passes the same upgrade as any other, less the negotiations. */
class SelfSecuringTransportTest {

    private final RecordedEvents events = new RecordedEvents();

    private ConnectionGater gater = ConnectionGater.OPEN;

    private @Nullable Host server;

    private @Nullable Host client;

    @AfterEach
    void stop() {
        for (Host host : new Host[]{client, server}) {
            if (host != null) {
                host.close();
            }
        }
    }

    @Test
    void nothingIsNegotiatedAndEverythingElseIsTheSame() throws Exception {
        Connection connection = connect();
        try (Stream stream = connection.open(Echo.PROTOCOL)) {
            stream.output().write(new byte[100]);
            stream.output().close();
            assertThat(stream.input().readAllBytes()).hasSize(100);
        }

        assertThat(connection.security()).isEqualTo("/noise");
        assertThat(connection.muxer()).isEqualTo("/yamux/1.0.0");
        assertThat(events.phases()).extracting(UpgradePhase::phase)
                .containsExactly(Phase.CONNECT, Phase.SECURITY_NEGOTIATION, Phase.HANDSHAKE);
        assertThat(events.phases()).extracting(UpgradePhase::outcome).containsOnly(Outcome.SUCCESS);
        assertThat(client().network().resources().system().connections()).isEqualTo(1);
    }

    @Test
    void theGaterIsAskedForLinkAndPeer() {
        gater = new ConnectionGater() {
            @Override
            public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
                return false;
            }
        };
        assertThatThrownBy(this::connect).isInstanceOf(DialException.class);
        assertThat(server().network().resources().refusals().count(Refusal.GATER_ACCEPT)).isEqualTo(1);
        assertThat(server().network().resources().system().connections()).isZero();
    }

    @Test
    void aPeerTheGaterRefusesIsCutOff() {
        gater = new ConnectionGater() {
            @Override
            public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
                return role == Role.RESPONDER;
            }
        };
        assertThatThrownBy(this::connect).isInstanceOf(DialException.class);
        assertThat(client().network().resources().refusals().count(Refusal.GATER_PEER)).isEqualTo(1);
        assertThat(client().network().resources().system().connections()).isZero();
    }

    private Connection connect() throws IOException {
        server = node().handler(new Echo()).listen("/memory/0").start();
        client = node().start();
        client.network().addListener(events);
        return client.connect(server.id(), server.addresses().listen());
    }

    private Host server() {
        return Objects.requireNonNull(server);
    }

    private Host client() {
        return Objects.requireNonNull(client);
    }

    private Libp2pBuilder node() {
        return Libp2p.builder()
                .gater(gater)
                .transports(List.of())
                .transport(SelfSecuring::new);
    }

    /** The memory transport with a security of its own. */
    private static final class SelfSecuring implements Transport {

        private final Transport memory;

        private final SecurityUpgrade security;

        SelfSecuring(TransportContext context) {
            memory = new MemoryTransport(context.loops().memory());
            security = new NoiseSecurity(context.identity());
        }

        @Override
        public String name() {
            return memory.name();
        }

        @Override
        public boolean handles(Multiaddr address) {
            return memory.handles(address);
        }

        @Override
        public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
            return memory.dial(address, new DialContext(own(context.upgrader()), context.expectedPeer(), context.role(),
                    context.connectTimeout()));
        }

        @Override
        public Future<Listener> listen(Multiaddr address, ListenContext context) {
            return memory.listen(address, new ListenContext(own(context.upgrader()), context.links()));
        }

        private Upgrader own(Upgrader upgrader) {
            return new ForwardingUpgrader(upgrader) {
                @Override
                public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
                    return upgrade(channel, route, expectedPeer, security, new YamuxMuxer(YamuxConfig.defaults()));
                }
            };
        }
    }
}
