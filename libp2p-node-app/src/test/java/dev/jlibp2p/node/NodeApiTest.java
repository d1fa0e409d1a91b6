package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** The node over HTTP, with a second node to talk to. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class NodeApiTest {

    @Autowired
    private RestTestClient rest;

    @Autowired
    private Host node;

    private final Host other = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").agentVersion("other/1").build();

    @BeforeEach
    void startTheOther() throws IOException {
        other.start();
    }

    @AfterEach
    void stopTheOther() {
        node.disconnect(other.id());
        other.stop();
    }

    @Test
    void theNodeSaysWhoItIs() {
        get("/api/v1/node").expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.peerId")
                .isEqualTo(node.id().toString())
                .jsonPath("$.agentVersion")
                .value(String.class, agent -> assertThat(agent).startsWith("jlibp2p/"))
                .jsonPath("$.protocolVersion")
                .isEqualTo("ipfs/0.1.0")
                .jsonPath("$.uptimeMs")
                .isNumber()
                .jsonPath("$.features")
                .isEqualTo(List.of("identify", "ping", "echo"))
                .jsonPath("$.transports")
                .value(Object.class, names -> assertThat(String.valueOf(names)).contains("tcp", "websocket"))
                .jsonPath("$.security")
                .isEqualTo(List.of("noise", "tls"))
                .jsonPath("$.muxers")
                .isEqualTo(List.of("yamux"));
    }

    @Test
    void addressesComeWithoutTheNodesOwnId() {
        get("/api/v1/node/addresses").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.listen[0]")
                .value(String.class, text -> assertThat(text).matches("/ip4/127\\.0\\.0\\.1/tcp/\\d+"))
                .jsonPath("$.announced")
                .isArray()
                .jsonPath("$.observed")
                .isArray()
                .jsonPath("$.confirmed")
                .isEmpty();
    }

    @Test
    void protocolsAreListedWithTheirDirection() {
        get("/api/v1/node/protocols").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[?(@.id == '/echo/1.0.0')].direction")
                .isEqualTo("inbound")
                .jsonPath("$.items[?(@.id == '/ipfs/ping/1.0.0')].streams")
                .exists();
    }

    @Test
    void connectingMakesAConnectionOnce() {
        connect().expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("Location", "/api/v1/peers/" + other.id())
                .expectBody()
                .jsonPath("$.peerId")
                .isEqualTo(other.id().toString())
                .jsonPath("$.connection.direction")
                .isEqualTo("outbound")
                .jsonPath("$.connection.security")
                .isEqualTo("/noise")
                .jsonPath("$.connection.muxer")
                .isEqualTo("/yamux/1.0.0");
        connect().expectStatus().isOk();
    }

    @Test
    void aConnectedPeerIsListedAndDescribed() {
        connect();
        get("/api/v1/peers").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.total")
                .isEqualTo(1)
                .jsonPath("$.items[0].peerId")
                .isEqualTo(other.id().toString())
                .jsonPath("$.items[0].state")
                .isEqualTo("connected")
                .jsonPath("$.items[0].connections")
                .isEqualTo(1)
                .jsonPath("$.items[0].protected")
                .isEqualTo(false);
        get("/api/v1/peers/" + other.id()).expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.connections[0].transport")
                .isEqualTo("tcp")
                .jsonPath("$.connections[0].openedAt")
                .value(String.class, time -> assertThat(time).matches("\\d{4}-\\d\\d-\\d\\dT.*Z"));
    }

    @Test
    void aPingTellsEveryRoundTripAndIsRemembered() {
        connect();
        send(HttpMethod.POST, "/api/v1/peers/" + other.id() + "/ping?count=3").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.rttMs.length()")
                .isEqualTo(3);
        get("/api/v1/peers/" + other.id()).expectBody().jsonPath("$.latencyMs").isNumber();
    }

    @Test
    void aPeerThatWasLetGoIsStillKnown() {
        connect();
        send(HttpMethod.DELETE, "/api/v1/peers/" + other.id() + "?reason=enough").expectStatus().isNoContent();
        assertThat(node.connections(other.id())).isEmpty();
        problem(send(HttpMethod.DELETE, "/api/v1/peers/" + other.id()), 404, "not-found");
        problem(send(HttpMethod.POST, "/api/v1/peers/" + other.id() + "/ping"), 404, "not-found");
        get("/api/v1/peers?state=any&q=" + other.id()).expectBody()
                .jsonPath("$.items[0].state")
                .isEqualTo("disconnected");
    }

    @Test
    void aPeerIsFoundByEitherFormOfItsId() {
        connect();
        get("/api/v1/peers/" + other.id().toCid()).expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.peerId")
                .isEqualTo(other.id().toString());
        post("{\"peerId\":\"" + other.id().toCid() + "\"}").expectStatus().isOk();
    }

    @ParameterizedTest
    @CsvSource({"direction=outbound,1", "direction=inbound,0", "transport=tcp,1", "transport=quic,0",
        "state=disconnected,0",
        "q=nobody,0", "page=1,0", "size=1,1", "direction=outbound&transport=tcp&page=0&size=500,1"})
    void listsAreFilteredAndPaged(String query, int expected) {
        connect();
        get("/api/v1/peers?" + query + (query.contains("q=") ? "" : "&q=" + other.id())).expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=-1", "page=x", "size=0", "size=501", "state=asleep", "direction=up",
        "page=99999999999"})
    void aQueryOutOfRangeIsMalformed(String query) {
        problem(get("/api/v1/peers?" + query), 400, "malformed");
    }

    @Test
    void theGreatestPageIsEmptyAndNoError() {
        get("/api/v1/peers?page=2147483647&size=500").expectStatus().isOk().expectBody().jsonPath("$.items").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "1", "\"text\"", "{}", "{\"addrs\":null}", "{\"addrs\":[]}",
        "{\"addrs\":[null]}", "{\"addrs\":[\"\"]}", "{\"addrs\":[\"/ip4/127.0.0.1/tcp/1\"]}", "{\"addrs\":\"x\"}",
        "{\"addrs\":[{}]}", "{\"addrs\":[[[]]]}", "{\"addrs\":[\"/ipv4/1.2.3.4\"]}", "{\"peerId\":\"\"}",
        "{\"peerId\":{}}", "{\"peerId\":\"12D3KooW\"}", "{\"adrs\":[]}", "{\"peerId\":\"\\u0000\"}",
        "{\"tag\":\"a b\"}",
        "{\"timeout\":\"10s\"}"})
    void aBadBodyIsMalformedAndNeverADefect(String body) {
        problem(post(body), 400, "malformed");
    }

    @Test
    void everythingThatIsWrongIsListed() {
        post("{\"addrs\":[\"/ip4/300.1.1.1/tcp/1\",\"/ip4/127.0.0.1/tcp/1/p2p/" + other.id() + "\",\"nonsense\"]}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors.length()")
                .isEqualTo(2)
                .jsonPath("$.errors[0].field")
                .isEqualTo("addrs[0]")
                .jsonPath("$.errors[1].field")
                .isEqualTo("addrs[2]");
    }

    @Test
    void twoPeersInOneRequestAreMalformed() {
        problem(post("{\"addrs\":[\"" + address(other.id()) + "\",\"" + address(stranger()) + "\"]}"), 400,
                "malformed");
    }

    @Test
    void aDocumentThatIsTooLargeOrTooDeepIsMalformed() {
        problem(post("{\"peerId\":\"" + "x".repeat(1 << 21) + "\"}"), 400, "malformed");
        problem(post("[".repeat(100_000)), 400, "malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "61s", "soon", "", "9223372036854775807s"})
    void aTimeoutOutOfRangeIsMalformed(String timeout) {
        problem(post("{\"addrs\":[\"" + address(other.id()) + "\"],\"timeout\":\"" + timeout + "\"}"), 400,
                "malformed");
    }

    @Test
    void theNodeDoesNotDialItself() {
        problem(post("{\"peerId\":\"" + node.id() + "\"}"), 400, "malformed");
    }

    @Test
    void anotherPeerThanTheOneNamedIsAMismatch() {
        problem(post("{\"addrs\":[\"" + address(stranger()) + "\"]}"), 422, "peer-id-mismatch")
                .jsonPath("$.report.attempts.length()")
                .isEqualTo(1);
        assertThat(node.connections()).isEmpty();
    }

    @Test
    void anUnreachablePeerComesWithTheReport() throws IOException {
        String address;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "/ip4/127.0.0.1/tcp/" + closed.getLocalPort();
        }
        ResponseSpec response = post(
                "{\"addrs\":[\"" + address + "/p2p/" + stranger() + "\",\"/dns4/localhost/udp/1/webrtc-direct\"]"
                        + ",\"peerId\":null}");
        response.expectStatus().isBadRequest();
        PeerId nobody = stranger();
        post("{\"addrs\":[\"" + address + "\",\"/ip4/127.0.0.1/udp/1/webrtc-direct\"],\"peerId\":\"" + nobody + "\"}")
                .expectStatus()
                .isEqualTo(502)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("unreachable")
                .jsonPath("$.report.attempts.length()")
                .isEqualTo(1)
                .jsonPath("$.report.attempts[0].elapsedMs")
                .isNumber()
                .jsonPath("$.report.skipped.length()")
                .isEqualTo(1)
                .jsonPath("$.report.attempts[0].outcome")
                .isEqualTo("refused")
                .jsonPath("$.report.attempts[0].phase")
                .isEqualTo("connect")
                .jsonPath("$.report.attempts[0].transport")
                .isEqualTo("tcp")
                .jsonPath("$.report.skipped[0].why")
                .isEqualTo("no-transport")
                .jsonPath("$.report.skipped[0].reason")
                .isNotEmpty();
    }

    @Test
    void howAPeerWasReachedIsToldOnRequest() {
        String request = "{\"addrs\":[\"" + address(other.id()) + "\",\"/memory/1/p2p/" + other.id() + "\"]}";
        rest.post()
                .uri("/api/v1/peers?explain=true")
                .contentType(MediaType.APPLICATION_JSON)
                .body(request)
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.report.attempts.length()")
                .isEqualTo(1)
                .jsonPath("$.report.attempts[0].outcome")
                .isEqualTo("success")
                .jsonPath("$.report.attempts[0].error")
                .doesNotExist()
                .jsonPath("$.report.skipped[0].why")
                .isEqualTo("no-transport");
        post(request).expectStatus().isOk().expectBody().jsonPath("$.report").doesNotExist();
    }

    @Test
    void aPeerThatNothingIsKnownAboutIsUnreachable() {
        problem(post("{\"peerId\":\"" + stranger() + "\"}"), 502, "unreachable");
        problem(get("/api/v1/peers/" + stranger()), 404, "not-found");
    }

    @Test
    void aSilentPeerIsATimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "/ip4/127.0.0.1/tcp/" + silent.getLocalPort() + "/p2p/" + stranger();
            problem(post("{\"addrs\":[\"" + address + "\"],\"timeout\":\"200ms\"}"), 504, "timeout");
            problem(send(HttpMethod.POST, "/api/v1/peers?timeout=200ms", "{\"addrs\":[\"" + address + "\"]}"), 504,
                    "timeout");
        }
    }

    @Test
    void tagsStickAndAreBounded() {
        post("{\"addrs\":[\"" + address(other.id()) + "\"],\"tag\":\"friend\"}").expectStatus().isCreated();
        get("/api/v1/peers/" + other.id()).expectBody().jsonPath("$.tags").isEqualTo(List.of("friend"));
    }

    @ParameterizedTest
    @CsvSource({"GET,/api/v1/peers/nonsense,400,malformed", "POST,/api/v1/peers/nonsense/ping,400,malformed",
        "DELETE,/api/v1/peers/1,400,malformed", "GET,/api/v1/nothing,404,not-found", "GET,/,404,not-found",
        "DELETE,/api/v1/node,405,method-not-allowed", "PATCH,/api/v1/peers,405,method-not-allowed"})
    void everyFailureIsAProblem(HttpMethod method, String path, int status, String code) {
        problem(send(method, path), status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "x", ""})
    void aCountOutOfRangeIsMalformed(String count) {
        connect();
        if (!count.isEmpty()) {
            problem(send(HttpMethod.POST, "/api/v1/peers/" + other.id() + "/ping?count=" + count), 400, "malformed");
        }
    }

    @Test
    void aBodyThatIsNotJsonIsRefused() {
        problem(rest.post().uri("/api/v1/peers").contentType(MediaType.TEXT_PLAIN).body("hello").exchange(), 415,
                "unsupported-media-type");
    }

    @Test
    void anAnswerInAnotherFormIsRefused() {
        rest.get().uri("/api/v1/node").accept(MediaType.APPLICATION_XML).exchange().expectStatus().isEqualTo(406);
        rest.get().uri("/api/v1/peers/x").accept(MediaType.TEXT_HTML).exchange().expectStatus().is4xxClientError();
    }

    @Test
    void healthTellsOfNodeAndListeners() {
        get("/actuator/health").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.libp2p.components.node.status")
                .isEqualTo("UP")
                .jsonPath("$.components.libp2p.components.node.details.peerId")
                .isEqualTo(node.id().toString())
                .jsonPath("$.components.libp2p.components.listeners.status")
                .isEqualTo("UP");
        get("/actuator/health/readiness").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.libp2p.status")
                .isEqualTo("UP");
        get("/actuator/health/liveness").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.libp2p")
                .doesNotExist();
    }

    @Test
    void metricsCountConnectionsByClosedSetsOnly() {
        connect();
        String metrics = String.valueOf(
                get("/actuator/prometheus").expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody());
        assertThat(metrics).contains("libp2p_connections{direction=\"outbound\",transport=\"tcp\"} 1.0")
                .contains("libp2p_connections{direction=\"inbound\",transport=\"tcp\"} 0.0")
                .contains("libp2p_peers 1.0")
                .contains("libp2p_streams ")
                .doesNotContain(other.id().toString(), node.id().toString());
    }

    @Test
    void theActuatorHasASummary() {
        connect();
        get("/actuator/libp2p").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.peerId")
                .isEqualTo(node.id().toString())
                .jsonPath("$.addresses.listen[0]")
                .exists()
                .jsonPath("$.counts.connections")
                .isEqualTo(1);
        get("/actuator/env").expectStatus().isNotFound();
        get("/actuator/heapdump").expectStatus().isNotFound();
    }

    private ResponseSpec connect() {
        return post("{\"addrs\":[\"" + address(other.id()) + "\"]}");
    }

    private String address(PeerId peer) {
        Multiaddr listen = other.addresses().listen().getFirst();
        return peer.addTo(listen).toString();
    }

    private static PeerId stranger() {
        return Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
    }

    private ResponseSpec get(String path) {
        return send(HttpMethod.GET, path);
    }

    private ResponseSpec post(String body) {
        return send(HttpMethod.POST, "/api/v1/peers", body);
    }

    private ResponseSpec send(HttpMethod method, String path) {
        return rest.method(method).uri(path).exchange();
    }

    private ResponseSpec send(HttpMethod method, String path, String body) {
        return rest.method(method).uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    private static BodyContentSpec problem(ResponseSpec response, int status, String code) {
        return response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.status")
                .isEqualTo(status)
                .jsonPath("$.type")
                .isEqualTo("urn:libp2p:problem:" + code)
                .jsonPath("$.title")
                .isNotEmpty()
                .jsonPath("$.detail")
                .isNotEmpty()
                .jsonPath("$.instance")
                .value(String.class, instance -> assertThat(URI.create(instance)).hasNoHost())
                .jsonPath("$.errors")
                .isArray();
    }
}
