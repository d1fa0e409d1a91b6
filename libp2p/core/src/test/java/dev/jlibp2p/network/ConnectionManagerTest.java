package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.host.Registration;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.protocol.echo.Echo;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Connections that are closed to make room, and those that are made again, on hosts in memory. */
class ConnectionManagerTest {

    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");

    private static final ConnectionManagerSettings AT_ONCE = ConnectionManagerSettings.DEFAULTS
            .withTimes(Duration.ZERO, Duration.ZERO);

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final SecureRandom random = new SecureRandom();

    @Test
    void aboveTheHighWaterMarkThePeersThatNobodyValuesGo() throws IOException {
        try (Host server = HostPair.memory()
                .connectionManager(manager(AT_ONCE.withWater(3, 5)))
                .handler(new Echo())
                .listen("/memory/0")
                .start(); Hosts clients = new Hosts(6)) {
            List<Stream> kept = new ArrayList<>();
            server.connectionManager().protect(clients.hosts.getFirst().id(), "test");
            for (Host client : clients.hosts) {
                client.connect(server.id(), server.addresses().listen());
            }
            for (Host client : clients.hosts.subList(1, 4)) {
                server.connectionManager().tag(client.id(), "valued", 10);
                kept.add(client.open(server.id(), ECHO));
            }
            await(() -> server.connections().size() == 6);
            Connection unlucky = clients.start().connect(server.id(), server.addresses().listen());

            await(() -> server.connections().size() == 4);

            assertThat(server.connections()).extracting(Connection::peer)
                    .containsExactlyInAnyOrderElementsOf(
                            clients.hosts.subList(0, 4).stream().map(Host::id).toList());
            await(() -> unlucky.closeCause() != null);
            assertThat(unlucky.closeCause()).isEqualTo(CloseCause.PEER);
            for (Stream stream : kept) {
                stream.output().write(7);
                stream.output().flush();
                assertThat(stream.input().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void aConnectionTellsWhyItWasClosed() throws IOException {
        try (Host server = HostPair.memory()
                .connectionManager(manager(AT_ONCE.withWater(0, 0)))
                .listen("/memory/0")
                .start(); Host client = HostPair.memory().start(); Causes causes = new Causes(server)) {
            client.connect(server.id(), server.addresses().listen());
            await(() -> causes.told.size() == 1);
            assertThat(causes.told).containsExactly(CloseCause.TRIMMED);
        }
        try (HostPair pair = HostPair.inMemory(); Causes causes = new Causes(pair.server())) {
            pair.connect();
            await(() -> !pair.server().connections().isEmpty());
            pair.client().disconnect(pair.server().id());
            await(() -> causes.told.size() == 1);
            pair.connect();
            await(() -> !pair.server().connections().isEmpty());
            pair.server().disconnect(pair.client().id());
            await(() -> causes.told.size() == 2 && pair.client().connections().isEmpty());
            Connection open = pair.connect();
            assertThat(open.closeCause()).isNull();
            await(() -> !pair.server().connections().isEmpty());
            pair.server().stop();
            await(() -> causes.told.size() == 3);

            assertThat(causes.told).containsExactly(CloseCause.PEER, CloseCause.CLOSED, CloseCause.STOPPED);
        }
    }

    @Test
    void aPersistentPeerIsDialledAtStartAndAgainWhenItIsLost() throws IOException {
        Identity known = Identity.generate(KeyType.ED25519, random);
        try (Host server = HostPair.memory().identity(known).listen("/memory/7104").start();
                Host client = HostPair.memory()
                        .connectionManager(manager(ConnectionManagerSettings.DEFAULTS
                                .withPersistent(List.of(Multiaddr.of("/memory/7104/p2p/" + known.peerId())))))
                        .start()) {
            await(() -> !client.connections(server.id()).isEmpty());
            Connection first = client.connections(server.id()).getFirst();
            assertThat(client.connectionManager().protections(server.id())).containsExactly("persistent");
            assertThat(client.connectionManager().persistentPeers()).hasSize(1)
                    .allMatch(ConnectionManager.PersistentPeer::connected);

            await(() -> !server.connections(client.id()).isEmpty());
            server.disconnect(client.id());

            await(() -> client.connections(server.id()).stream().anyMatch(each -> !each.equals(first)));

            client.stop();
            client.start();
            await(() -> !client.connections(server.id()).isEmpty());
        }
    }

    @Test
    void theNodeItselfMayBeAmongThePersistentPeers() throws IOException {
        Identity self = Identity.generate(KeyType.ED25519, random);
        try (Host host = HostPair.memory()
                .identity(self)
                .connectionManager(manager(ConnectionManagerSettings.DEFAULTS
                        .withPersistent(List.of(Multiaddr.of("/memory/1/p2p/" + self.peerId())))))
                .start()) {
            assertThat(host.connectionManager().persistentPeers()).isEmpty();
        }
    }

    @Test
    void tagsOutliveAConnectionAndAStop() throws IOException {
        try (HostPair pair = HostPair.inMemory()) {
            pair.connect();
            ConnectionManager manager = pair.server().connectionManager();
            manager.tag(pair.client().id(), "customer", 100);
            pair.server().stop();
            pair.server().start();

            assertThat(manager.tags(pair.client().id())).containsEntry("customer", 100);
            assertThat(manager.knownPeers()).isEqualTo(1);
        }
    }

    @Test
    void oneManagerServesOneHost() throws IOException {
        ConnectionManager manager = manager(AT_ONCE);
        try (Host first = HostPair.memory().connectionManager(manager).start();
                Host second = HostPair.memory().connectionManager(manager).build()) {
            assertThat(first.isRunning()).isTrue();
            assertThatIllegalStateException().isThrownBy(second::start)
                    .withMessageContaining("each host needs one of its own");
            assertThat(second.isRunning()).isFalse();
        }
    }

    @Test
    void settingsThatCannotBeMeantAreRefusedWithTheirValues() {
        assertThatIllegalArgumentException().isThrownBy(() -> AT_ONCE.withWater(5, 4))
                .withMessageContaining("low water is 5 and high water 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AT_ONCE.withPersistent(List.of(Multiaddr.of("/memory/1"))))
                .withMessageContaining("names no peer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AT_ONCE.withTimes(Duration.ofSeconds(-1), Duration.ZERO));
    }

    private static ConnectionManager manager(ConnectionManagerSettings settings) {
        return new DefaultConnectionManager(settings, Ticker.systemTicker(), new Random(1), OFTEN);
    }

    private static void await(BooleanSupplier condition) {
        Baseline.await(condition, () -> "it comes to pass");
    }

    /** Hosts that do not listen. */
    private static final class Hosts implements AutoCloseable {

        private final List<Host> hosts = new ArrayList<>();

        Hosts(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                start();
            }
        }

        Host start() throws IOException {
            Host host = HostPair.memory().start();
            hosts.add(host);
            return host;
        }

        @Override
        public void close() {
            hosts.forEach(Host::close);
        }
    }

    /** Why connections of a host have ended, as its listeners are told. */
    private static final class Causes implements AutoCloseable {

        private final List<@Nullable CloseCause> told = new CopyOnWriteArrayList<>();

        private final Registration registration;

        Causes(Host host) {
            registration = host.onEvent(event -> {
                if (event instanceof HostEvent.ConnectionClosed closed) {
                    told.add(closed.connection().closeCause());
                }
            });
        }

        @Override
        public void close() {
            registration.close();
        }
    }
}
