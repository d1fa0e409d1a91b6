package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests that a web page could make a browser send; written to the socket, because clients correct such headers. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class RequestGuardTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "127.0.0.1", "[::1]", "localhost:8080", "127.0.0.1:1"})
    void theNodesOwnNamesAreServedOnAnyPort(String host) throws IOException {
        assertThat(answer("Host: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "evil.example:8080", "127.0.0.1.evil.example",
        "0.0.0.0",
        "[::2]", "127.0.0.2", "localhost."})
    void anotherNameIsForeign(String host) throws IOException {
        assertThat(answer("Host: " + host)).startsWith("HTTP/1.1 403")
                .contains("Content-Type: application/problem+json")
                .contains("\"code\":\"foreign-origin\"")
                .contains("libp2p.admin.allowed-hosts");
    }

    @Test
    void theOriginThatIsCalledIsItsOwn() throws IOException {
        assertThat(answer("Host: localhost:" + port, "Origin: http://localhost:" + port)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://localhost:1", "https://localhost", "null",
        "http://localhost.evil.example"})
    void anotherOriginIsForeign(String origin) throws IOException {
        assertThat(answer("Host: localhost:" + port, "Origin: " + origin)).startsWith("HTTP/1.1 403")
                .contains("foreign-origin");
        assertThat(answer("Host: localhost:" + port, "Origin: http://localhost:" + port, "Origin: " + origin))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void theActuatorIsGuardedToo() throws IOException {
        assertThat(get("/actuator/health", "Host: evil.example")).startsWith("HTTP/1.1 403");
    }

    private String answer(String... headers) throws IOException {
        return get("/api/v1/node", headers);
    }

    private String get(String path, String... headers) throws IOException {
        return RawHttp.get(port, path, headers);
    }
}
