package dev.jlibp2p.node.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

/** What the node tells of its resources over HTTP while a peer talks to it. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class ResourcesApiTest {

    private static final int BYTES = 100_000;

    @Autowired
    private RestTestClient rest;

    @Autowired
    private Host node;

    @Autowired
    private ResourceManager resources;

    @Test
    void whatAPeerHoldsAndMovesIsToldByScopeByProtocolAndByPeer() throws IOException {
        try (Host peer = Libp2p.builder().start()) {
            peer.connect(node.id(), node.addresses().listen());
            try (Stream stream = peer.open(node.id(), Echo.PROTOCOL)) {
                stream.output().write(new byte[BYTES]);
                stream.output().flush();
                assertThat(stream.input().readNBytes(BYTES)).hasSize(BYTES);

                String of = "$.scopes[?(@.scope == 'peer " + peer.id() + "')]";
                get("/api/v1/resources").jsonPath("$.scopes[0].scope")
                        .isEqualTo("system")
                        .jsonPath("$.scopes[0].limits.connectionsInbound")
                        .isEqualTo(resources.limits().system().connectionsInbound())
                        .jsonPath("$.scopes[1].scope")
                        .isEqualTo("transient")
                        .jsonPath("$.scopes[?(@.scope == 'protocol /echo/1.0.0')].used.streamsInbound")
                        .isEqualTo(1)
                        .jsonPath(of + ".used.connectionsInbound")
                        .isEqualTo(1)
                        .jsonPath(of + ".limits.connectionsInbound")
                        .isEqualTo(8)
                        .jsonPath("$.refusals")
                        .exists()
                        .jsonPath("$.accept.burst")
                        .isEqualTo(16);
                String bytes = "$.items[?(@.name == '%s' && @.receivedBytes >= " + BYTES + " && @.sentBytes >= " + BYTES
                        + ")].windowMs";
                get("/api/v1/bandwidth?by=peer").jsonPath(bytes.formatted(peer.id())).exists();
                get("/api/v1/bandwidth?by=protocol&top=500").jsonPath("$.by")
                        .isEqualTo("protocol")
                        .jsonPath(bytes.formatted(Echo.PROTOCOL))
                        .exists();
            }
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        for (String query : new String[]{"by=topic", "top=0", "top=501", "top=many"}) {
            rest.get().uri("/api/v1/bandwidth?" + query).exchange().expectStatus().isBadRequest();
        }
    }

    @Test
    void theConfigurationIsToldWithItsOrigin() {
        get("/api/v1/node/config").jsonPath("$.items[?(@.name == 'libp2p.echo.enabled')].value")
                .isEqualTo("true")
                .jsonPath("$.items[?(@.name == 'libp2p.echo.enabled')].origin")
                .exists()
                .jsonPath("$.items[?(@.name == 'libp2p.limits.system.connections-inbound')].value")
                .isEqualTo(Integer.toString(resources.limits().system().connectionsInbound()))
                .jsonPath("$.items[?(@.name == 'libp2p.upgrade-timeout')].origin")
                .isEqualTo("default");
    }

    private BodyContentSpec get(String uri) {
        return rest.get().uri(uri).exchange().expectStatus().isOk().expectBody();
    }
}
