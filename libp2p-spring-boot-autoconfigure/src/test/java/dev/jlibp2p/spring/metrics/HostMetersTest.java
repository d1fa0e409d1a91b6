package dev.jlibp2p.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.gate.Access;
import dev.jlibp2p.gate.AccessEntry;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.AccessRule;
import dev.jlibp2p.gate.GateMode;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.network.DialReport;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceManager;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a node's meters say after it has talked, and what they do not say whoever talks to it. */
@ExtendWith(OutputCaptureExtension.class)
class HostMetersTest {

    private static final ProtocolId UNKNOWN = ProtocolId.of("/nobody/1.0.0");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final ResourceManager resources = ResourceManager.withDefaults();

    private Host host;

    private Host peer;

    @BeforeEach
    void start() throws IOException {
        host = Libp2p.builder()
                .resources(resources)
                .handler(new Echo())
                .service(new HostMeters(registry, resources))
                .listen("/ip4/127.0.0.1/tcp/0")
                .start();
        peer = Libp2p.builder().handler(new Echo()).listen("/ip4/127.0.0.1/tcp/0").start();
    }

    @AfterEach
    void stop() {
        host.close();
        peer.close();
    }

    @Test
    void dialsAndHandshakesAreTimedByOutcomeAndPhase() throws IOException {
        host.connect(peer.id(), peer.addresses().listen());
        assertThatThrownBy(() -> host.connect(stranger(), peer.addresses().listen())).isInstanceOf(IOException.class);
        await(() -> count("libp2p.dials") == 2);
        assertThat(meters("libp2p.dials").tag("outcome", "success").tag("transport", "tcp").timer())
                .satisfies(timer -> assertThat(timer.totalTime(timer.baseTimeUnit())).isPositive());
        assertThat(meters("libp2p.dials").tag("outcome", "peer-id-mismatch").timer()).isNotNull();
        assertThat(meters("libp2p.handshakes").tag("phase", "handshake")
                .tag("direction", "outbound")
                .tag("security", "/noise")
                .tag("outcome", "success")
                .timer()
                .count()).isEqualTo(1);
        assertThat(meters("libp2p.handshakes").tag("phase", "handshake").tag("outcome", "peer-id-mismatch").timer())
                .isNotNull();
        assertThat(meters("libp2p.handshakes").tag("phase", "connect").timer().count()).isEqualTo(2);
        assertThat(meters("libp2p.dials.attempts").tag("transport", "tcp").tag("outcome", "success").counter().count())
                .isEqualTo(1);
    }

    @Test
    void whatIsKnownAndValuedIsMeasured() throws IOException {
        host.connect(peer.id(), peer.addresses().listen());
        host.connectionManager().tag(peer.id(), "friend", 1);
        host.connectionManager().protect(stranger(), "test");

        assertThat(meters("libp2p.peerstore.peers").gauge().value()).isEqualTo(1);
        assertThat(meters("libp2p.peers.valued").gauge().value()).isEqualTo(2);
        assertThat(meters("libp2p.peers.missing").gauge().value()).isZero();
    }

    @Test
    void whyConnectionsEndIsCounted() throws IOException {
        host.connect(peer.id(), peer.addresses().listen());
        host.disconnect(peer.id());

        await(() -> registry.find("libp2p.connections.closed").tag("reason", "closed").counter() != null);
    }

    @Test
    void whatAShadowWouldRefuseIsCounted() {
        AccessGater gater = new AccessGater(GateMode.SHADOW, Clock.systemUTC(), Ticker.systemTicker());
        new GaterMeters(gater).bindTo(registry);
        gater.add(Access.DENY, AccessEntry.of(AccessRule.of(peer.id())));

        assertThat(gater.admitsDial(peer.id(), Multiaddr.of("/memory/1"))).isTrue();

        assertThat(meters("libp2p.gater.entries").tag("list", "deny").gauge().value()).isEqualTo(1);
        assertThat(meters("libp2p.gater.shadowed").tag("reason", "gater-dial").functionCounter().count()).isEqualTo(1);
    }

    @Test
    void streamsAndTheirBytesAreCountedByProtocolAndDirection() throws IOException {
        Connection connection = host.connect(peer.id(), peer.addresses().listen());
        echo(connection, "a greeting");
        await(() -> counter("libp2p.streams.closed", "outbound") == 1);
        assertThat(counter("libp2p.streams.opened", "outbound")).isEqualTo(1);
        assertThat(bytes("inbound")).isEqualTo("a greeting".length());
        assertThat(bytes("outbound")).isEqualTo("a greeting".length());
        assertThat(meters("libp2p.stream.requests").tag("protocol", Echo.PROTOCOL.toString())
                .tag("outcome", "success")
                .timer()
                .count()).isEqualTo(1);
        assertThat(
                meters("libp2p.bytes").tag("direction", "outbound").tag("transport", "tcp").functionCounter().count())
                .isGreaterThan(bytes("outbound"));
    }

    @Test
    void identifyAndPingAreTimed() throws IOException {
        host.connect(peer.id(), peer.addresses().listen());
        new Ping(new SecureRandom(), Ticker.systemTicker(), Duration.ofSeconds(30)).ping(host, peer.id(), 2);
        assertThat(meters("libp2p.ping").tag("outcome", "success").timer().count()).isEqualTo(2);
        await(() -> registry.find("libp2p.identify")
                .tag("protocol", "/ipfs/id/1.0.0")
                .tag("outcome", "success")
                .timer() != null);
    }

    @Test
    void streamsFromBothSidesMakeNoMeterTwice(CapturedOutput output) throws IOException {
        echo(host.connect(peer.id(), peer.addresses().listen()), "a greeting");
        await(() -> !peer.connections(host.id()).isEmpty());
        echo(peer.connections(host.id()).getFirst(), "an answer");
        await(() -> counter("libp2p.streams.closed", "inbound") == 1);

        assertThat(bytes("inbound")).isEqualTo("a greeting".length() + "an answer".length());
        assertThat(output).doesNotContain("already registered");
    }

    @Test
    void everyReasonToRefuseHasACounterFromTheBeginning() {
        assertThat(Refusal.values()).allSatisfy(
                reason -> assertThat(meters("libp2p.refusals").tag("reason", reason.label()).functionCounter().count())
                        .isZero());
    }

    @Test
    void buffersAndConnectionsHaveTheirSeriesBeforeAnybodyConnects() {
        assertThat(meters("libp2p.buffers.direct").gauge().value()).isGreaterThanOrEqualTo(0);
        assertThat(meters("libp2p.buffers.heap").gauge().value()).isGreaterThanOrEqualTo(0);
        assertThat(meters("libp2p.connections").gauges()).hasSize(2);
        assertThat(meters("libp2p.bytes").functionCounters()).hasSize(2);
    }

    @Test
    void nobodyCanMakeASeriesOfItsOwn() throws IOException {
        for (int round = 0; round < 20; round++) {
            Multiaddr address = host.addresses().listen().getFirst();
            talkNonsense(address, round);
            askForWhatNobodySpeaks(round);
            int dials = round + 1;
            assertThatThrownBy(() -> host.connect(stranger(), peer.addresses().listen()))
                    .isInstanceOf(IOException.class);
            await(() -> count("libp2p.dials") >= dials);
        }
        assertThat(ids()).allSatisfy(id -> assertThat(id.getTags()).allSatisfy(this::assertClosed));
    }

    /** One connection that sends what no libp2p node would, some of it with a name of its own. */
    private static void talkNonsense(Multiaddr address, int round) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                address.socketAddress().orElseThrow().getPort())) {
            OutputStream output = socket.getOutputStream();
            String line = round % 2 == 0
                    ? "GET /" + round + " HTTP/1.1\r\n\r\n"
                    : "\u0013/multistream/1.0.0\n\t/nois" + round % 10 + "e\n";
            output.write(line.getBytes(StandardCharsets.ISO_8859_1));
            output.flush();
        }
    }

    private void askForWhatNobodySpeaks(int round) throws IOException {
        try (Host hostile = Libp2p.builder().agentVersion("series-" + round).start()) {
            Connection connection = hostile.connect(host.id(), host.addresses().listen());
            assertThatThrownBy(() -> connection.open(ProtocolId.of("/series/" + round), UNKNOWN))
                    .isInstanceOf(IOException.class);
            try (Stream ping = connection.open(Ping.PROTOCOL)) {
                ping.output().write(round);
                ping.output().flush();
                ping.reset(round);
            }
        }
    }

    private void assertClosed(Tag tag) {
        Set<String> values = switch (tag.getKey()) {
            case "direction" -> Set.of("inbound", "outbound");
            case "transport" -> Set.of("tcp", "none");
            case "security" -> Set.of("/noise", "none");
            case "muxer" -> Set.of("/yamux/1.0.0");
            case "outcome" -> labels(Outcome.values(), Outcome::label);
            case "phase" -> labels(Phase.values(), Phase::label);
            case "reason" -> reasons();
            case "scope" -> Set.of("system", "transient");
            case "limit" -> Set.of("connections-inbound", "connections-outbound", "streams-inbound",
                    "streams-outbound", "memory");
            case "protocol" -> Set.of("other", "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0",
                    "/echo/1.0.0");
            default -> Set.of();
        };
        assertThat(values).as(tag.getKey()).contains(tag.getValue());
    }

    /** Of refusals, of closed connections, and of addresses that were not dialled. */
    private static Set<String> reasons() {
        Set<String> reasons = new HashSet<>(labels(Refusal.values(), Refusal::label));
        reasons.addAll(labels(CloseCause.values(), CloseCause::label));
        reasons.addAll(labels(DialReport.Why.values(), DialReport.Why::label));
        return reasons;
    }

    private static <T> Set<String> labels(T[] values, Function<T, String> label) {
        return Arrays.stream(values).map(label).collect(Collectors.toSet());
    }

    private void echo(Connection connection, String text) throws IOException {
        try (Stream stream = connection.open(Echo.PROTOCOL)) {
            stream.output().write(text.getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            assertThat(stream.input().readAllBytes()).hasSize(text.length());
        }
    }

    private static PeerId stranger() {
        return Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
    }

    private RequiredSearch meters(String name) {
        return registry.get(name);
    }

    private long count(String timers) {
        return registry.find(timers).timers().stream().mapToLong(timer -> timer.count()).sum();
    }

    private double counter(String name, String direction) {
        return registry.find(name)
                .tag("protocol", Echo.PROTOCOL.toString())
                .tag("direction", direction)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double bytes(String direction) {
        return meters("libp2p.stream.bytes").tag("protocol", Echo.PROTOCOL.toString())
                .tag("direction", direction)
                .functionCounter()
                .count();
    }

    private List<Meter.Id> ids() {
        return registry.getMeters().stream().map(Meter::getId).toList();
    }

    private static void await(BooleanSupplier reached) {
        Baseline.await(reached, () -> "the meters have it");
    }
}
