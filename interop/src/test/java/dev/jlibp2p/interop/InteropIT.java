package dev.jlibp2p.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Registration;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.peerstore.KnownPeer;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * TCP with Noise and yamux in depth: our host and a peer on each foreign library, with every kind of key the library supports;
 * each claim once with us and once with them dialling. What each side says of the other comes from that side.
 */
@ParameterizedClass(name = "{0} with {1} keys", allowZeroInvocations = true)
@MethodSource("pairings")
@LeaksCheckedOnce
@Timeout(120)
class InteropIT {

    private static final int MIB = 1024 * 1024;

    private static final String NOISE = "/noise";

    private static final String YAMUX = "/yamux/1.0.0";

    private static final ProtocolId UNKNOWN = ProtocolId.of("/no/such/protocol/1.0.0");

    /** None or one. */
    private static final Queue<Pairing> STARTED = new ConcurrentLinkedQueue<>();

    private final Pairing pairing = STARTED.element();

    private final ForeignLibrary library;

    private final KeyType keyType;

    InteropIT(ForeignLibrary library, KeyType keyType) {
        this.library = library;
        this.keyType = keyType;
    }

    static List<Arguments> pairings() throws IOException, InterruptedException {
        if (!ForeignLibrary.REQUIRED) {
            System.out.println("left out with foreign peers, for -Dinterop.required=true runs them: keys but Ed25519");
        }
        List<Arguments> pairings = new ArrayList<>();
        for (ForeignLibrary library : ForeignLibrary.wanted()) {
            library.keyTypes()
                    .stream()
                    .filter(keyType -> ForeignLibrary.REQUIRED || keyType == KeyType.ED25519)
                    .forEach(keyType -> pairings.add(Arguments.of(library, keyType)));
        }
        return pairings;
    }

    @BeforeParameterizedClassInvocation
    static void start(ForeignLibrary library, KeyType keyType) throws IOException, InterruptedException {
        STARTED.add(Pairing.start(library, keyType));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        STARTED.remove().close();
    }

    @AfterEach
    void disconnect() throws IOException {
        pairing.disconnect();
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesNameNoiseAndYamux(Dialer dialer) throws IOException {
        Connection connection = pairing.connect(dialer);
        assertThat(connection.peer()).isEqualTo(pairing.peerId());
        assertThat(connection.publicKey().type()).isEqualTo(keyType);
        assertThat(connection.role()).isEqualTo(dialer == Dialer.WE ? Role.INITIATOR : Role.RESPONDER);
        assertThat(connection.security()).isEqualTo(NOISE);
        assertThat(connection.muxer()).isEqualTo(YAMUX);

        JsonNode theirs = pairing.theirConnection();
        assertThat(theirs.get("peerId").asString()).isEqualTo(pairing.host.id().toString());
        assertThat(theirs.get("direction").asString()).isEqualTo(dialer == Dialer.WE ? "inbound" : "outbound");
        assertThat(theirs.get("security").asString()).isEqualTo(NOISE);
        assertThat(theirs.get("muxer").asString()).isEqualTo(YAMUX);
    }

    @ParameterizedTest
    @EnumSource
    void theyLearnByIdentifyWhatWeAre(Dialer dialer) throws IOException {
        Connection connection = pairing.connect(dialer);
        JsonNode us = pairing.ask("identify");
        assertThat(us.get("agentVersion").asString()).isNotBlank();
        assertThat(us.get("publicKeyType").asString()).isEqualToIgnoringCase(keyType.toString());
        assertThat(texts(us.get("protocols"))).contains(Echo.PROTOCOL.text(), "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0",
                "/ipfs/ping/1.0.0");
        String listen = pairing.ourAddress().toString();
        assertThat(texts(us.get("listenAddrs"))).contains(listen);
        assertThat(us.get("observedAddr").asString()).startsWith(connection.peerAddress().toString());
        JsonNode signed = us.get("signedRecord");
        assertThat(signed.get("present").asBoolean()).isEqualTo(library.readsPeerRecords());
        if (library.readsPeerRecords()) {
            assertThat(signed.get("valid").asBoolean()).isTrue();
            assertThat(texts(signed.get("addrs"))).contains(listen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weLearnByIdentifyWhatTheyAre(Dialer dialer) throws IOException {
        pairing.connect(dialer);
        pairing.untilHostHas("identified the peer", pairing::hasIdentified);
        KnownPeer them = pairing.host.peerStore().peer(pairing.peerId()).orElseThrow();
        assertThat(them.agentVersion()).isNotBlank();
        assertThat(them.publicKey()).isNotNull();
        assertThat(them.protocols()).contains(Echo.PROTOCOL, Perf.PROTOCOL, OurHost.HALF_CLOSE);
        assertThat(pairing.host.peerStore().addresses(pairing.peerId()))
                .contains(pairing.theirAddress().withoutPeer());
        assertThat(pairing.host.peerStore().record(pairing.peerId())).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void identifyPushTellsBothSidesOfANewProtocol(Dialer dialer) throws IOException {
        pairing.connect(dialer);
        pairing.ask("identify");
        pairing.untilHostHas("identified the peer", pairing::hasIdentified);
        ProtocolId theirs = ProtocolId.of(pairing.ask("push").get("protocol").asString());
        pairing.untilHostHas("their new protocol " + theirs,
                () -> pairing.host.peerStore().protocols(pairing.peerId()).contains(theirs));

        ProtocolId ours = ProtocolId.of("/test/ours/" + dialer);
        Registration added = pairing.host.handle(ours, Stream::close);
        assertThat(texts(pairing.ask("identify", Map.of("protocol", ours.text())).get("protocols")))
                .contains(ours.text());
        added.close();
    }

    @ParameterizedTest
    @EnumSource
    void pingsGoBothWays(Dialer dialer) throws IOException {
        pairing.connect(dialer);
        assertThat(pairing.ask("ping", Map.of("count", 3)).get("rttMs")).hasSize(3);
        assertThat(pairing.us.ping.ping(pairing.host, pairing.peerId(), 3)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void eightMebibytesComeBackUnchanged(Dialer dialer) throws IOException, InterruptedException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.WE) {
            new EchoLoad(connection).one(8 * MIB);
        } else {
            assertThat(pairing.ask("echo", Map.of("bytes", 8 * MIB, "seed", 7)).get("bytes").asInt())
                    .isEqualTo(8 * MIB);
        }
    }

    /** js sends what it is given at once as one frame, as large as the window we granted. */
    @Test
    void eightMebibytesInOneWriteOfTheirsComeBackUnchanged() throws IOException {
        pairing.theyDial();
        Map<String, Integer> inOneWrite = Map.of("bytes", 8 * MIB, "seed", 3, "chunk", 8 * MIB);
        assertThat(pairing.ask("echo", inOneWrite).get("bytes").asInt()).isEqualTo(8 * MIB);
    }

    @ParameterizedTest
    @EnumSource
    void aStalledReaderStopsOnlyItselfAmongAHundredStreams(Dialer dialer) throws IOException, InterruptedException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.WE) {
            new EchoLoad(connection).manyOneStalled(100, MIB);
            return;
        }
        JsonNode told = pairing.ask("streams", Map.of("count", 100, "bytes", MIB, "stall", 1));
        assertThat(told.get("finishedBeforeStalled").asInt()).isEqualTo(99);
        assertThat(told.get("streams")).hasSize(100).allMatch(stream -> stream.get("ok").asBoolean(), "ok");
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerAfterTheEndOfTheRequestArrives(Dialer dialer) throws IOException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.THEY) {
            assertThat(pairing.ask("halfclose").get("answer").asString()).isEqualTo("answer:request");
            return;
        }
        try (Stream stream = connection.open(OurHost.HALF_CLOSE)) {
            stream.output().write("request".getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            assertThat(stream.input().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("answer:request");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsSeenAsOneByWhoeverOpenedTheStream(Dialer dialer) throws IOException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.THEY) {
            assertThat(pairing.ask("reset").get("seen").asString()).isNotBlank();
            return;
        }
        try (Stream stream = connection.open(OurHost.RESET)) {
            stream.output().write(1);
            stream.output().flush();
            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsSeenAsOneByWhoeverAcceptedTheStream(Dialer dialer) throws IOException, InterruptedException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.THEY) {
            pairing.ask("resetme", Map.of("protocol", OurHost.WATCHED_ECHO.text()));
            StreamResetException seen = pairing.us.resetsSeen.poll(10, TimeUnit.SECONDS);
            assertThat(seen).isNotNull();
            assertThat(seen.byPeer()).isTrue();
            return;
        }
        int failedBefore = pairing.ask("stats").get("echoFailed").asInt();
        Stream stream = connection.open(Echo.PROTOCOL);
        stream.output().write(new byte[1024]);
        assertThat(stream.input().readNBytes(1024)).hasSize(1024);
        stream.reset(0);
        pairing.untilPeerHas("seen the reset",
                () -> pairing.ask("stats").get("echoFailed").asInt() == failedBefore + 1);
    }

    @ParameterizedTest
    @EnumSource
    void aProtocolNobodyHandlesIsRefusedAndTheConnectionStays(Dialer dialer) throws IOException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.WE) {
            assertThatThrownBy(() -> connection.open(UNKNOWN)).isInstanceOf(ProtocolNotSupportedException.class);
        } else {
            Map<String, Object> call = new HashMap<>(pairing.us());
            call.put("protocol", UNKNOWN.text());
            assertThat(pairing.peer.refusal("open", call)).isNotBlank();
        }
        assertThat(connection.isOpen()).isTrue();
        assertThat(pairing.us.ping.ping(pairing.host, pairing.peerId(), 1)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void anotherPeerThanTheOneDialledIsRefused(Dialer dialer) throws IOException {
        PeerId other = Identity.generate(keyType, new SecureRandom()).peerId();
        if (dialer == Dialer.WE) {
            Multiaddr address = other.addTo(pairing.theirAddress().withoutPeer());
            assertThatThrownBy(() -> pairing.host.connect(address)).isInstanceOf(DialException.class)
                    .hasMessageContaining(pairing.peer.peerId());
        } else {
            String address = other.addTo(pairing.ourAddress()).toString();
            if (library.refusesAnotherPeerThanDialled(keyType)) {
                assertThat(pairing.peer.refusal("connect", Map.of("addr", address))).isNotBlank();
            } else {
                assertThat(pairing.peer.ask("connect", Map.of("addr", address)).get("peerId").asString())
                        .isEqualTo(pairing.host.id().toString());
            }
        }
        assertThat(pairing.host.connections(other)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void perfCarriesWhatWasAskedForUpAndDown(Dialer dialer) throws IOException {
        Connection connection = pairing.connect(dialer);
        if (dialer == Dialer.WE) {
            Perf.run(pairing.host, connection, 2 * MIB, 3 * MIB);
        } else {
            assertThat(pairing.ask("perf", Map.of("upload", 2 * MIB, "download", 3 * MIB)).get("seconds").asDouble())
                    .isPositive();
        }
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
