package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.gate.Access;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.GateMode;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** Connections, what is known of peers, and who may connect, over HTTP. In the context of {@link NodeApiTest}. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class ConnectionsApiTest {

    private static final String STRANGER = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

    @Autowired
    private RestTestClient rest;

    @Autowired
    private Host node;

    @Autowired
    private ConnectionManager manager;

    @Autowired
    private AccessGater gater;

    private final Host other = Libp2p.builder()
            .handler(new Echo())
            .listen("/ip4/127.0.0.1/tcp/0")
            .build();

    @BeforeEach
    void startTheOther() throws IOException {
        other.start();
    }

    @AfterEach
    void stopTheOther() {
        gater.replace(GateMode.ENFORCE, List.of(), List.of());
        node.disconnect(other.id());
        other.stop();
    }

    @Test
    void aConnectionIsListedShownAndClosed() throws IOException {
        Connection connection = connect();
        get("/api/v1/connections?direction=outbound&transport=tcp").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.total")
                .isEqualTo(1)
                .jsonPath("$.items[0].peerId")
                .isEqualTo(other.id().toString())
                .jsonPath("$.items[0].localAddr")
                .isEqualTo(connection.localAddress().toString());
        get("/api/v1/connections?transport=carrier-pigeon").expectBody().jsonPath("$.total").isEqualTo(0);
        String path = "/api/v1/connections/" + connection.id();
        get(path).expectBody()
                .jsonPath("$.addr")
                .isEqualTo(connection.peerAddress().toString())
                .jsonPath("$.security")
                .isEqualTo(connection.security());

        send(HttpMethod.DELETE, path).expectStatus().isNoContent();

        Baseline.await(() -> !connection.isOpen(), () -> "it is closed");
        problem(get(path), 404, "not-found");
        problem(send(HttpMethod.DELETE, path), 404, "not-found");
        problem(get(path + "/streams"), 404, "not-found");
    }

    @Test
    void aStreamIsListedAndReset() throws IOException {
        Connection connection = connect();
        Stream stream = connection.open(Echo.PROTOCOL);
        String path = "/api/v1/connections/" + connection.id() + "/streams";
        get(path).expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[?(@.id == '" + stream.id() + "')].protocol")
                .isEqualTo("/echo/1.0.0")
                .jsonPath("$.items[?(@.id == '" + stream.id() + "')].direction")
                .isEqualTo("outbound");

        send(HttpMethod.DELETE, path + "/" + stream.id()).expectStatus().isNoContent();

        Baseline.await(() -> !connection.streams().contains(stream), () -> "it is reset");
        problem(send(HttpMethod.DELETE, path + "/" + stream.id()), 404, "not-found");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void whatIsKnownOfAPeerIsListedAndForgotten() throws IOException {
        connect();
        Baseline.await(() -> !node.peerStore().addresses(other.id()).isEmpty(), () -> "it has told its addresses");
        get("/api/v1/peerstore?size=500").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[?(@.peerId == '" + other.id() + "')].connected")
                .isEqualTo(true)
                .jsonPath("$.items[?(@.peerId == '" + other.id() + "')].addrs[0].addr")
                .exists();
        node.disconnect(other.id());
        Baseline.await(() -> node.connections(other.id()).isEmpty()
                && !node.peerStore().peer(other.id()).orElseThrow().connected(), () -> "it is gone");

        send(HttpMethod.DELETE, "/api/v1/peerstore/" + other.id()).expectStatus().isNoContent();

        problem(send(HttpMethod.DELETE, "/api/v1/peerstore/" + other.id()), 404, "not-found");
        problem(get("/api/v1/peers/" + other.id()), 404, "not-found");
    }

    @Test
    void whatIsSaidOfAPeerReachesTheConnectionManager() throws IOException {
        connect();
        String path = "/api/v1/peers/" + other.id();
        patch(path, "{\"tags\":[\"b\",\"a\"],\"protected\":true}").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.tags")
                .isEqualTo(List.of("a", "b"))
                .jsonPath("$.protected")
                .isEqualTo(true);
        assertThat(manager.isProtected(other.id())).isTrue();
        assertThat(manager.tags(other.id())).containsOnlyKeys("a", "b");
        patch(path, "{\"tags\":[\"a\"]}").expectBody().jsonPath("$.protected").isEqualTo(true);
        patch(path, "{\"protected\":false}").expectBody()
                .jsonPath("$.tags")
                .isEqualTo(List.of("a"))
                .jsonPath("$.protected")
                .isEqualTo(false);
        patch(path, "{\"tags\":[]}").expectBody().jsonPath("$.tags").isEmpty();

        problem(patch("/api/v1/peers/" + STRANGER, "{\"tags\":[\"a\"]}"), 404, "not-found");
        problem(patch(path, "{\"tags\":[\"a b\"]}"), 400, "malformed");
        problem(patch(path, "{\"tags\":[null]}"), 400, "malformed");
        problem(patch(path, "{\"tags\":[" + "\"a\",".repeat(16) + "\"a\"]}"), 400, "malformed");
        problem(patch(path, "{\"tag\":[]}"), 400, "malformed");
    }

    @Test
    void anEntryOfTheDenyListCountsAtOnce() throws IOException {
        Connection connection = connect();
        String body = "{\"entry\":\"/p2p/" + other.id()
                + "\",\"reason\":\"spam\",\"expiresAt\":\"2999-01-01T00:00:00Z\"}";
        post("/api/v1/access/deny", body).expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("Location", "/api/v1/access/deny?entry=" + other.id())
                .expectBody()
                .jsonPath("$.entry")
                .isEqualTo(other.id().toString())
                .jsonPath("$.expiresAt")
                .isEqualTo("2999-01-01T00:00:00Z");
        Baseline.await(() -> !connection.isOpen(), () -> "the connection it hits is closed");
        problem(post("/api/v1/access/deny", body), 409, "exists");
        problem(post("/api/v1/peers",
                "{\"addrs\":[\"" + other.id().addTo(other.addresses().listen().getFirst()) + "\"]}"),
                403, "gated");
        get("/api/v1/access/deny").expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.total")
                .isEqualTo(1)
                .jsonPath("$.items[0].reason")
                .isEqualTo("spam");
        get("/api/v1/access/allow").expectBody().jsonPath("$.total").isEqualTo(0);

        send(HttpMethod.DELETE, "/api/v1/access/deny?entry=" + other.id()).expectStatus().isNoContent();

        problem(send(HttpMethod.DELETE, "/api/v1/access/deny?entry=" + other.id()), 404, "not-found");
        assertThat(gater.entries(Access.DENY)).isEmpty();
        connect();
    }

    @Test
    void aRangeIsWrittenInItsShortestForm() {
        post("/api/v1/access/allow", "{\"entry\":\"127.0.0.1/8\"}").expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("Location", "/api/v1/access/allow?entry=127.0.0.0%2F8");
        send(HttpMethod.DELETE, "/api/v1/access/allow?entry=127.0.0.9/8").expectStatus().isNoContent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}", "{\"entry\":\"nobody\"}", "{\"entry\":\"/dns4/evil.example\"}",
        "{\"entry\":\"10.0.0.0/8\",\"expiresAt\":\"2001-01-01T00:00:00Z\"}",
        "{\"entry\":\"10.0.0.0/8\",\"expiresAt\":\"tomorrow\"}", "{\"entry\":1,\"other\":2}"})
    void whatIsNoEntryIsMalformed(String body) {
        problem(post("/api/v1/access/deny", body), 400, "malformed");
        assertThat(gater.entries(Access.DENY)).isEmpty();
    }

    @Test
    void thereAreTwoListsOnly() {
        problem(get("/api/v1/access/maybe"), 400, "malformed");
        problem(send(HttpMethod.DELETE, "/api/v1/access/deny"), 400, "malformed");
        problem(send(HttpMethod.DELETE, "/api/v1/access/deny?entry=nobody"), 400, "malformed");
    }

    private Connection connect() throws IOException {
        return node.connect(other.id(), other.addresses().listen());
    }

    private ResponseSpec get(String path) {
        return send(HttpMethod.GET, path);
    }

    private ResponseSpec post(String path, String body) {
        return rest.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    private ResponseSpec patch(String path, String body) {
        return rest.patch().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    private ResponseSpec send(HttpMethod method, String path) {
        return rest.method(method).uri(path).exchange();
    }

    private static void problem(ResponseSpec response, int status, String code) {
        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
