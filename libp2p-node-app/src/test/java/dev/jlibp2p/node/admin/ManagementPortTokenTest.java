package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A management port of its own, of which nobody said where it shall be, on a node that asks for the token. */
@LeaksCheckedOnce
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.admin.security=token", "management.server.port=0",
    "management.server.base-path=/manage"})
class ManagementPortTokenTest {

    private static final String POD = "Host: 10.1.2.3:8081";

    @TempDir
    private static Path directory;

    @LocalManagementPort
    private int managementPort;

    @DynamicPropertySource
    static void data(DynamicPropertyRegistry registry) {
        registry.add("libp2p.admin.token-file", () -> directory.resolve("elsewhere.token"));
        registry.add("libp2p.data-dir", () -> directory.resolve("data"));
    }

    @Test
    void healthIsOpenWithoutDetails() throws IOException {
        assertThat(get("/manage/actuator/health")).startsWith("HTTP/1.1 200").contains("UP").doesNotContain("peerId");
        assertThat(get("/manage/actuator/health", bearer())).startsWith("HTTP/1.1 200").contains("\"peerId\"");
    }

    @Test
    void aScraperNeedsNoToken() throws IOException {
        assertThat(get("/manage/actuator/prometheus")).startsWith("HTTP/1.1 200").contains("libp2p_");
    }

    @Test
    void theTokenOpensNothingElse() throws IOException {
        assertThat(get("/manage/actuator/libp2p", bearer())).startsWith("HTTP/1.1 404");
        assertThat(get("/actuator/health", bearer())).startsWith("HTTP/1.1 404");
    }

    @Test
    void withoutAnAddressItIsOnLoopbackOnly() {
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> RawHttp.send("GET", InetAddress.getByName("127.0.0.2"), managementPort,
                        "/manage/actuator/health", POD));
    }

    private String get(String path, String... headers) throws IOException {
        return headers.length == 0
                ? RawHttp.get(managementPort, path, POD)
                : RawHttp.get(managementPort, path, POD, headers[0]);
    }

    private static String bearer() throws IOException {
        return "Authorization: Bearer " + Files.readString(directory.resolve("elsewhere.token")).strip();
    }
}
