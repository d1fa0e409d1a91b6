package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** A management port on every address, as in a pod, with everything exposed that there is. */
@LeaksCheckedOnce
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "management.server.port=0", "management.server.address=0.0.0.0",
    "management.endpoints.web.exposure.include=*", "management.endpoint.heapdump.access=unrestricted",
    "management.endpoint.shutdown.access=unrestricted", "management.endpoint.env.show-values=always",
    "spring.main.cloud-platform=kubernetes"})
class ManagementPortTest {

    /** What a kubelet sends: the address of the pod. */
    private static final String POD = "Host: 10.1.2.3:8081";

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness",
        "/actuator/prometheus"})
    void probesAndScrapesAreAnsweredWhateverTheHost(String path) throws IOException {
        assertThat(RawHttp.get(managementPort, path, POD)).startsWith("HTTP/1.1 200")
                .contains("Cache-Control: no-store");
        assertThat(RawHttp.get(managementPort, path, "Host: node-0.node.default.svc")).startsWith("HTTP/1.1 200");
    }

    /** Details are for this machine; were the header believed, they would be withheld here, and told elsewhere. */
    @Test
    void whoCallsIsNotWhoAHeaderSays() throws IOException {
        assertThat(RawHttp.get(managementPort, "/actuator/health", POD)).contains("peerId");
        assertThat(RawHttp.get(managementPort, "/actuator/health", POD, "X-Forwarded-For: 203.0.113.9"))
                .contains("peerId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/node", "/api/v1/peers", "/v3/api-docs", "/", "/actuator", "/actuator/",
        "/actuator/libp2p", "/actuator/info", "/actuator/env", "/actuator/configprops", "/actuator/heapdump",
        "/actuator/threaddump", "/actuator/loggers", "/actuator/beans", "/actuator/metrics", "/actuator/prometheus2",
        "/actuator/health/../env", "/actuator/health/..;/env", "/actuator/health;/../env", "/actuator/env;/../health",
        "/actuator/health/%2e%2e/env", "/actuator/env/..%2fhealth", "//actuator/env", "/actuator//env", "/error"})
    void nothingElseIsThere(String path) throws IOException {
        assertThat(RawHttp.get(managementPort, path, POD)).matches("(?s)HTTP/1.1 (404|400).*")
                .doesNotContain("peerId", "java.", "propertySources");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/shutdown", "/actuator/loggers/ROOT", "/api/v1/peers", "/actuator/health"})
    void nothingIsChangedThere(String path) throws IOException {
        for (String method : new String[]{"POST", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"}) {
            assertThat(RawHttp.send(method, InetAddress.getLoopbackAddress(), managementPort, path, POD))
                    .matches("(?s)HTTP/1.1 (400|404|405).*");
        }
    }

    @Test
    void theRefusalIsAProblem() throws IOException {
        assertThat(RawHttp.get(managementPort, "/actuator/env", POD)).startsWith("HTTP/1.1 404")
                .contains("Content-Type: application/problem+json")
                .contains("\"code\":\"not-found\"")
                .contains("health and prometheus only");
    }

    @Test
    void whoComesFromElsewhereSeesNoDetails() throws IOException {
        assertThat(RawHttp.get(managementPort, "/actuator/health", POD)).contains("\"peerId\"");
        Optional<InetAddress> elsewhere = outwardAddress();
        assumeTrue(elsewhere.isPresent(), "this machine has an address but loopback");
        String health = RawHttp.send("GET", elsewhere.get(), managementPort, "/actuator/health", POD);
        assertThat(health).startsWith("HTTP/1.1 200").contains("\"status\":\"UP\"").doesNotContain("peerId", "libp2p");
        assertThat(RawHttp.send("GET", elsewhere.get(), managementPort, "/actuator/prometheus", POD))
                .startsWith("HTTP/1.1 200")
                .contains("libp2p_connections");
    }

    @Test
    void theAdminPortKeepsToItsOwnNamesAndHasNoActuator() throws IOException {
        assertThat(RawHttp.get(port, "/api/v1/node", POD)).startsWith("HTTP/1.1 403");
        assertThat(RawHttp.get(port, "/api/v1/node", "Host: localhost")).startsWith("HTTP/1.1 200");
        assertThat(RawHttp.get(port, "/actuator/health", "Host: localhost")).startsWith("HTTP/1.1 404");
    }

    private static Optional<InetAddress> outwardAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .findFirst();
    }
}
