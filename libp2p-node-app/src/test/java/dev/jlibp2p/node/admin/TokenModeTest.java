package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A node that others reach and that asks for the token. */
@LeaksCheckedOnce
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.admin.security=token", "server.address=0.0.0.0",
    "libp2p.admin.allowed-hosts=node.example, localhost", "management.endpoints.web.exposure.include=*"})
class TokenModeTest {

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void data(DynamicPropertyRegistry registry) {
        registry.add("libp2p.data-dir", () -> directory.resolve("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/node", "/api/v1/peers", "/api/v1/nothing", "/", "/actuator",
        "/actuator/prometheus",
        "/actuator/libp2p", "/actuator/info", "/actuator/env", "/actuator/heapdump", "/actuator/healthy",
        "/actuator/health/../env", "/actuator/health/..;/env", "/actuator/health;/../env", "/actuator/env;/../health",
        "/actuator/health/%2e%2e/env", "/actuator/env/..%2fhealth", "//actuator/health"})
    void nothingButHealthAnswersWithoutTheToken(String path) throws IOException {
        String answer = get(path);
        assertThat(answer).matches(text -> text.startsWith("HTTP/1.1 401") || text.startsWith("HTTP/1.1 400"));
        assertThat(get("/api/v1/node")).startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Bearer realm=\"libp2p\"\r\n")
                .contains("Content-Type: application/problem+json")
                .contains("Cache-Control: no-store")
                .contains("\"code\":\"unauthorized\"")
                .contains("libp2p.admin.token-file")
                .doesNotContain(directory.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
    void noMethodGoesAroundTheToken(String method) throws IOException {
        for (String path : new String[]{"/api/v1/peers", "/actuator/health", "/actuator/loggers/ROOT"}) {
            assertThat(RawHttp.send(method, InetAddress.getLoopbackAddress(), port, path, "Host: localhost"))
                    .matches(text -> text.matches("(?s)HTTP/1.1 (400|401|405|501).*"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/node", "/actuator/prometheus", "/actuator/libp2p"})
    void theTokenOpensEverything(String path) throws IOException {
        assertThat(get(path, bearer(token()))).startsWith("HTTP/1.1 200");
        assertThat(get(path, "authorization: bEARER   " + token() + " ")).startsWith("HTTP/1.1 200");
    }

    @Test
    void whatIsNearlyTheTokenIsNot() throws IOException {
        String token = token();
        for (String wrong : new String[]{"", "x", token.substring(1), token.substring(0, token.length() - 1),
            token + "A",
            token.toUpperCase(Locale.ROOT), token + " " + token, "\u00e9".repeat(43), "x".repeat(4000)}) {
            assertThat(get("/api/v1/node", bearer(wrong))).startsWith("HTTP/1.1 401")
                    .contains("error=\"invalid_token\"")
                    .doesNotContain(token);
        }
        assertThat(get("/api/v1/node", "Authorization: Basic " + token)).startsWith("HTTP/1.1 401");
        assertThat(get("/api/v1/node", "Authorization: " + token)).startsWith("HTTP/1.1 401");
        assertThat(get("/api/v1/node?access_token=" + token)).startsWith("HTTP/1.1 401");
    }

    @Test
    void probesHaveNoTokenAndSeeNoDetails() throws IOException {
        for (String path : new String[]{"/actuator/health", "/actuator/health/liveness",
            "/actuator/health/readiness"}) {
            assertThat(get(path)).startsWith("HTTP/1.1 200")
                    .contains("\"status\":\"UP\"")
                    .doesNotContain("peerId", "tcp");
        }
        assertThat(get("/actuator/health/libp2p")).startsWith("HTTP/1.1 404");
        assertThat(get("/actuator/health", bearer(token()))).startsWith("HTTP/1.1 200").contains("\"peerId\"");
    }

    @ParameterizedTest
    @CsvSource({"node.example,200", "node.example:8080,200", "localhost,200", "127.0.0.1,200", "127.0.0.2,403",
        "evil.example,403", "0.0.0.0,403", "[::1],403", "[::ffff:127.0.0.1],200", "[nonsense],400", "127.1,403",
        "999.9.9.9,403", "1.2.3.4.5.6,403"})
    void aForeignHostIsRefusedEvenWithTheToken(String host, int status) throws IOException {
        assertThat(RawHttp.get(port, "/api/v1/node", "Host: " + host, bearer(token())))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aForeignOriginIsRefusedEvenWithTheToken() throws IOException {
        assertThat(get("/api/v1/node", bearer(token()), "Origin: http://evil.example")).startsWith("HTTP/1.1 403");
    }

    @Test
    void otherAddressesThanLoopbackAreServed() throws IOException {
        assertThat(RawHttp.send("GET", InetAddress.getByName("127.0.0.3"), port, "/api/v1/node", "Host: 127.0.0.3",
                bearer(token()))).startsWith("HTTP/1.1 200");
    }

    private String get(String path, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        all[0] = "Host: localhost:" + port;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return RawHttp.get(port, path, all);
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static String token() throws IOException {
        return Files.readString(directory.resolve("data").resolve("admin.token")).strip();
    }
}
