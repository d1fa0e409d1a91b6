package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.identify.Identify;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.Refusals;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of dials, upgrades, streams and exchanges, and what is counted where something is refused. */
class ConnectionListenerTest {

    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");

    private static final ProtocolId UNKNOWN = ProtocolId.of("/nobody/1.0.0");

    private final RecordedEvents client = new RecordedEvents();

    private final RecordedEvents server = new RecordedEvents();

    @Test
    void aDialIsToldFromItsBeginningToItsEndPhaseByPhase() throws Exception {
        try (HostPair pair = pair(builder -> builder)) {
            Connection connection = pair.connect();

            assertThat(client.dialling()).hasSize(1).allSatisfy(dial -> assertThat(dial.peer()).isEqualTo(id(pair)));
            await(() -> client.dialled().size() == 1);
            DialEnd end = client.dialled().getFirst();
            assertThat(end.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(end.transport()).isEqualTo("tcp");
            assertThat(end.elapsed()).isPositive();
            assertThat(client.phases()).extracting(UpgradePhase::phase)
                    .containsExactly(Phase.CONNECT, Phase.SECURITY_NEGOTIATION, Phase.HANDSHAKE);
            assertThat(client.phases()).allSatisfy(phase -> {
                assertThat(phase.outcome()).isEqualTo(Outcome.SUCCESS);
                assertThat(phase.role()).isEqualTo(Role.INITIATOR);
                assertThat(phase.elapsed()).isPositive();
            });
            assertThat(client.phases().getLast().security()).isEqualTo(connection.security());
            await(() -> server.phases().size() == 2);
            assertThat(server.phases()).extracting(UpgradePhase::phase)
                    .containsExactly(Phase.SECURITY_NEGOTIATION, Phase.HANDSHAKE);
            assertThat(server.phases()).extracting(UpgradePhase::role).containsOnly(Role.RESPONDER);
        }
    }

    @Test
    void aPeerThatIsAnotherIsAMismatchInDialAndHandshake() throws Exception {
        try (HostPair pair = pair(builder -> builder)) {
            PeerId other = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
            assertDialEnds(pair, other, pair.server().addresses().listen(), Outcome.PEER_ID_MISMATCH);
            assertThat(client.phases().getLast().phase()).isEqualTo(Phase.HANDSHAKE);
            assertThat(client.phases().getLast().outcome()).isEqualTo(Outcome.PEER_ID_MISMATCH);
        }
    }

    @Test
    void whereNobodyListensTheDialIsRefusedWhileConnecting() throws Exception {
        try (HostPair pair = pair(builder -> builder)) {
            List<Multiaddr> addresses = pair.server().addresses().listen();
            PeerId peer = id(pair);
            pair.server().stop();
            assertDialEnds(pair, peer, addresses, Outcome.REFUSED);
            assertThat(client.phases()).extracting(UpgradePhase::phase).containsExactly(Phase.CONNECT);
            assertThat(client.phases().getFirst().outcome()).isEqualTo(Outcome.REFUSED);
        }
    }

    @Test
    void whoeverNeverAnswersIsATimeoutOfThePhaseItStoppedIn() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                HostPair pair = pair(builder -> builder.upgradeTimeout(Duration.ofMillis(200)))) {
            assertDialEnds(pair, id(pair), List.of(Multiaddr.of("/ip4/127.0.0.1/tcp/" + silent.getLocalPort())),
                    Outcome.TIMEOUT);
            assertThat(client.phases().getLast().phase()).isEqualTo(Phase.SECURITY_NEGOTIATION);
            assertThat(client.phases().getLast().outcome()).isEqualTo(Outcome.TIMEOUT);
        }
    }

    @Test
    void aDialNobodyWaitsForAnyMoreIsCancelled() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                HostPair pair = pair(builder -> builder)) {
            Future<Connection> dial = pair.client()
                    .network()
                    .dial(id(pair), List.of(Multiaddr.of("/ip4/127.0.0.1/tcp/" + silent.getLocalPort())));
            await(() -> !client.phases().isEmpty());
            dial.cancel(false);
            await(() -> client.dialled().size() == 1);
            assertThat(client.dialled().getFirst().outcome()).isEqualTo(Outcome.CANCELLED);
        }
    }

    @Test
    void aDialThatTheHostsStopEndsIsCancelled() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                HostPair pair = pair(builder -> builder)) {
            pair.client()
                    .network()
                    .dial(id(pair), List.of(Multiaddr.of("/ip4/127.0.0.1/tcp/" + silent.getLocalPort())));
            await(() -> !client.phases().isEmpty());
            pair.client().stop();
            assertThat(client.dialled()).extracting(DialEnd::outcome).containsExactly(Outcome.CANCELLED);
        }
    }

    @Test
    void withoutAnAddressOrATransportTheDialSaysSo() throws Exception {
        try (HostPair pair = pair(builder -> builder)) {
            assertDialEnds(pair, id(pair), List.of(), Outcome.NO_ADDRESS);
            assertThat(client.dialled().getFirst().transport()).isEqualTo(DialEnd.NO_TRANSPORT);
            assertThatThrownBy(() -> pair.client().connect(id(pair), List.of(Multiaddr.of("/memory/1"))))
                    .isInstanceOf(DialException.class);
            await(() -> client.dialled().size() == 2);
            assertThat(client.dialled().getLast().outcome()).isEqualTo(Outcome.NO_TRANSPORT);
        }
    }

    @Test
    void everyVetoOfTheGaterIsCountedWhereItWasCast() throws Exception {
        Vetoes vetoes = new Vetoes();
        ResourceManager resources = ResourceManager.withDefaults();
        Refusals refusals = resources.refusals();
        try (Host gated = Libp2p.builder().gater(vetoes).resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Host other = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start();
                Host third = Libp2p.builder().start()) {
            gated.network().addListener(client);
            vetoes.cast = Refusal.GATER_DIAL;
            assertThatThrownBy(() -> gated.connect(other.id(), other.addresses().listen()))
                    .isInstanceOf(DialException.class);
            await(() -> client.dialled().size() == 1);
            assertThat(client.dialled().getFirst().outcome()).isEqualTo(Outcome.GATED);
            vetoes.cast = Refusal.GATER_PEER;
            assertThatThrownBy(() -> gated.connect(other.id(), other.addresses().listen()))
                    .isInstanceOf(DialException.class);
            vetoes.cast = Refusal.GATER_ACCEPT;
            assertThatThrownBy(() -> third.connect(gated.id(), gated.addresses().listen()))
                    .isInstanceOf(DialException.class);
            for (Refusal veto : List.of(Refusal.GATER_DIAL, Refusal.GATER_PEER, Refusal.GATER_ACCEPT)) {
                assertThat(refusals.count(veto)).as("%s", veto).isEqualTo(1);
            }
            assertThat(client.phases()).extracting(UpgradePhase::outcome).contains(Outcome.GATED);
        }
    }

    @Test
    void aFullScopeIsCountedAndLimitsTheDial() throws Exception {
        ResourceManager resources = new ResourceManager(new Limits(10, 0, 100, 100, 1 << 20), Limits.TRANSIENT,
                Limits.CONNECTION);
        try (Host full = Libp2p.builder().resources(resources).start();
                Host other = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
            full.network().addListener(client);
            assertThatThrownBy(() -> full.connect(other.id(), other.addresses().listen()))
                    .isInstanceOf(DialException.class);
            await(() -> client.dialled().size() == 1);
            assertThat(client.dialled().getFirst().outcome()).isEqualTo(Outcome.LIMITED);
            assertThat(resources.refusals().count(Refusal.SYSTEM_CONNECTIONS_OUTBOUND)).isEqualTo(1);
        }
    }

    @Test
    void theConnectionsOfOnePeerAreCountedBeyondTheCap() throws Exception {
        Identity same = Identity.generate(KeyType.ED25519, new SecureRandom());
        ResourceManager resources = ResourceManager.withDefaults();
        try (Host target = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Hosts dialling = new Hosts(same, Limits.PEER.connectionsInbound() + 2)) {
            for (Host each : dialling.all()) {
                each.network().dial(target.id(), target.addresses().listen()).await(30, TimeUnit.SECONDS);
            }
            await(() -> resources.refusals().count(Refusal.PEER_CONNECTIONS_INBOUND) == 2);
            assertThat(target.connections(same.peerId())).hasSize(Limits.PEER.connectionsInbound());
        }
    }

    @Test
    void dialingOneselfIsCounted() throws Exception {
        ResourceManager resources = ResourceManager.withDefaults();
        try (Host self = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start()) {
            assertThatThrownBy(() -> self.connect(self.addresses().listen().getFirst()))
                    .isInstanceOf(DialException.class);
            // Both ends of the link are ours.
            await(() -> resources.refusals().count(Refusal.OWN_NODE) >= 1);
        }
    }

    @Test
    void streamsAreToldFromTheRequestToTheEnd() throws Exception {
        try (HostPair pair = pair(builder -> builder.handler(new Echo()))) {
            Connection connection = pair.connect();
            try (Stream stream = connection.open(ECHO)) {
                assertThat(client.settled(ECHO)).containsExactly(Outcome.SUCCESS);
                assertThat(client.opened(ECHO)).containsExactly(stream);
                assertThat(client.closed(ECHO)).isEmpty();
                stream.output().close();
                assertThat(stream.input().readAllBytes()).isEmpty();
            }
            await(() -> client.closed(ECHO).size() == 1 && server.closed(ECHO).size() == 1);
            assertThat(server.opened(ECHO)).singleElement().satisfies(each -> assertThat(each.inbound()).isTrue());
        }
    }

    @Test
    void aProtocolNobodyHandlesIsCountedOnceForEveryProposal() throws Exception {
        ResourceManager resources = ResourceManager.withDefaults();
        try (Host target = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Host asking = Libp2p.builder().start()) {
            asking.network().addListener(client);
            Connection connection = asking.connect(target.id(), target.addresses().listen());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> connection.open(UNKNOWN, ECHO))
                        .isInstanceOf(ProtocolNotSupportedException.class);
            }
            assertThat(client.settled(UNKNOWN)).containsOnly(Outcome.NOT_SUPPORTED).hasSize(3);
            assertThat(resources.refusals().count(Refusal.PROTOCOL_NOT_SUPPORTED)).isEqualTo(6);
        }
    }

    @Test
    void identifyAndPingReportEveryExchange() throws Exception {
        Ping ping = new Ping(new SecureRandom(), Ticker.systemTicker(), Duration.ofSeconds(30));
        try (HostPair pair = pair(builder -> builder)) {
            pair.connect();
            await(() -> client.exchanges(Identify.PROTOCOL).size() == 1);
            assertThat(client.exchanges(Identify.PROTOCOL)).extracting(Exchange::outcome)
                    .containsExactly(Outcome.SUCCESS);
            ping.ping(pair.client(), id(pair), 3);
            assertThat(client.exchanges(Ping.PROTOCOL)).hasSize(3)
                    .allSatisfy(exchange -> assertThat(exchange.outcome()).isEqualTo(Outcome.SUCCESS));
            List<Multiaddr> gone = pair.server().addresses().listen();
            PeerId peer = id(pair);
            pair.server().stop();
            await(() -> pair.client().connections().isEmpty());
            pair.client().peerStore().addAddresses(peer, gone, AddressLifetime.TEMPORARY);
            assertThatThrownBy(() -> ping.ping(pair.client(), peer, 1)).isInstanceOf(IOException.class);
            assertThat(client.exchanges(Ping.PROTOCOL).getLast().outcome()).isEqualTo(Outcome.REFUSED);
        }
    }

    @Test
    void aStreamThatBreaksTheRulesOfNegotiationIsCounted() throws Exception {
        ResourceManager resources = ResourceManager.withDefaults();
        try (Host target = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Host asking = Libp2p.builder().start()) {
            DefaultConnection connection = (DefaultConnection) asking.connect(target.id(), target.addresses().listen());
            connection.link().session().open(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                    context.writeAndFlush(Unpooled.copiedBuffer(new byte[]{3, 'n', 'o', '\n'}));
                }
            });
            await(() -> resources.refusals().count(Refusal.STREAM_NEGOTIATION) == 1);
        }
    }

    @Test
    void pushesFasterThanAPeerMayAreCounted() throws Exception {
        ResourceManager resources = ResourceManager.withDefaults();
        try (Host target = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Host asking = Libp2p.builder().start()) {
            Connection connection = asking.connect(target.id(), target.addresses().listen());
            await(() -> {
                push(connection);
                return resources.refusals().count(Refusal.IDENTIFY_PUSH_RATE) >= 2;
            });
        }
    }

    /** A statement that says nothing; a refused one may be reset while it is sent. */
    private static void push(Connection connection) {
        try (Stream stream = connection.open(Identify.PUSH_PROTOCOL)) {
            stream.output().write(0);
        } catch (IOException e) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void morePingStreamsThanOnePeerMayHaveAreCounted() throws Exception {
        ResourceManager resources = ResourceManager.withDefaults();
        try (Host target = Libp2p.builder().resources(resources).listen("/ip4/127.0.0.1/tcp/0").start();
                Host asking = Libp2p.builder().start()) {
            Connection connection = asking.connect(target.id(), target.addresses().listen());
            List<Stream> streams = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                streams.add(connection.open(Ping.PROTOCOL));
                ask(streams.getLast());
            }
            await(() -> resources.refusals().count(Refusal.PING_STREAMS) == 3);
            streams.forEach(stream -> stream.reset(0));
        }
    }

    @Test
    void bytesAreCountedByTransportAndByProtocol() throws Exception {
        ResourceManager resources = ResourceManager.withDefaults();
        int size = 300_000;
        try (Host echoing = Libp2p.builder()
                .handler(new Echo())
                .resources(resources)
                .listen("/ip4/127.0.0.1/tcp/0")
                .start(); Host asking = Libp2p.builder().start()) {
            try (Stream stream = asking.connect(echoing.id(), echoing.addresses().listen()).open(ECHO)) {
                Thread writer = Thread.ofVirtual().start(() -> {
                    try {
                        stream.output().write(new byte[size]);
                        stream.output().close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(stream.input().readAllBytes()).hasSize(size);
                writer.join();
            }
            assertThat(resources.protocols().of(ECHO.toString()).received()).isEqualTo(size);
            assertThat(resources.protocols().of(ECHO.toString()).sent()).isEqualTo(size);
            assertThat(resources.transports().of("tcp").received()).isGreaterThan(size).isLessThan(size * 2L);
            assertThat(resources.transports().of("tcp").sent()).isGreaterThan(size).isLessThan(size * 2L);
        }
    }

    @Test
    void whatAListenerThrowsChangesNothing() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.handler(new Echo()))) {
            pair.client().network().addListener(new FailingListener());
            try (Stream stream = pair.connect().open(ECHO)) {
                stream.output().close();
                assertThat(stream.input().readAllBytes()).isEmpty();
            }
        }
    }

    private static void ask(Stream stream) throws IOException {
        try {
            stream.output().write(new byte[32]);
            stream.output().flush();
        } catch (StreamResetException e) {
            assertThat(e.byPeer()).as("refused before it was asked").isTrue();
        }
    }

    private HostPair pair(UnaryOperator<Libp2pBuilder> both) throws IOException {
        HostPair pair = HostPair.overTcp(both);
        pair.client().network().addListener(client);
        pair.server().network().addListener(server);
        return pair;
    }

    private void assertDialEnds(HostPair pair, PeerId peer, List<Multiaddr> addresses, Outcome outcome) {
        assertThatThrownBy(() -> pair.client().connect(peer, addresses)).isInstanceOf(DialException.class);
        await(() -> client.dialled().size() == 1);
        assertThat(client.dialled().getFirst().outcome()).isEqualTo(outcome);
    }

    private static PeerId id(HostPair pair) {
        return pair.server().id();
    }

    private static void await(BooleanSupplier reached) {
        Baseline.await(reached, () -> "what was to be told is told");
    }

    /** Refuses what it is told to. */
    private static final class Vetoes implements ConnectionGater {

        volatile @Nullable Refusal cast;

        @Override
        public boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
            return cast != Refusal.GATER_DIAL;
        }

        @Override
        public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
            return cast != Refusal.GATER_ACCEPT;
        }

        @Override
        public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
            return cast != Refusal.GATER_PEER;
        }
    }

    /** Many nodes that are one peer. */
    private record Hosts(List<Host> all) implements AutoCloseable {

        Hosts(Identity identity, int count) throws IOException {
            this(new ArrayList<>());
            for (int i = 0; i < count; i++) {
                all.add(Libp2p.builder().identity(identity).start());
            }
        }

        @Override
        public void close() {
            all.forEach(Host::close);
        }
    }

    private static final class FailingListener implements ConnectionListener {

        @Override
        public void dialling(Dialling dial) {
            throw new IllegalStateException("dialling");
        }

        @Override
        public void dialled(Dialling dial, DialEnd end) {
            throw new IllegalStateException("dialled");
        }

        @Override
        public void passed(UpgradePhase phase) {
            throw new IllegalStateException("passed");
        }

        @Override
        public void requested(StreamRequest request) {
            throw new IllegalStateException("requested");
        }

        @Override
        public void settled(StreamRequest request, Outcome outcome) {
            throw new IllegalStateException("settled");
        }

        @Override
        public void streamOpened(Stream stream) {
            throw new IllegalStateException("streamOpened");
        }

        @Override
        public void streamClosed(Stream stream) {
            throw new IllegalStateException("streamClosed");
        }

        @Override
        public void exchanged(Exchange exchange) {
            throw new IllegalStateException("exchanged");
        }
    }
}
