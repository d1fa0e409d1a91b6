package dev.jlibp2p.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The configurations in {@code config/}, each with another port and another data directory. */
@Timeout(120)
class ReadyMadeConfigurationsTest {

    private static final Path CONFIGURATIONS = Path.of("..", "config");

    @TempDir
    private Path directory;

    @Test
    void aDevelopersNodeIsReachedFromItsMachineOnlyAndAnswersTests() throws IOException {
        List<String> listen = Files.readAllLines(CONFIGURATIONS.resolve("development/node.yaml"))
                .stream()
                .filter(line -> line.contains("- /ip"))
                .map(String::strip)
                .toList();
        assertThat(listen).containsExactly("- /ip4/127.0.0.1/tcp/4001");

        try (var node = start("development", "node")) {
            assertThat(host(node).protocols()).contains(ProtocolId.of("/echo/1.0.0"), ProtocolId.of("/perf/1.0.0"));
            assertThat(readiness(node)).isEqualTo(Status.UP);
        }
    }

    @ParameterizedTest
    @CsvSource({"bootstrap, PUBLIC_IP, 203.0.113.7", "private-network, PRIVATE_IP, 10.0.0.5"})
    void twoNodesFindEachOther(String configuration, String variable, String ip) {
        String address = "--" + variable + "=" + ip;
        try (var first = start(configuration, "first", address)) {
            try (var second = start(configuration, "second", address, "--BOOTSTRAP_PEERS=" + reachable(host(first)),
                    "--libp2p.startup.policy=fail-fast", "--libp2p.startup.timeout=60s")) {
                assertThat(host(second).connections(host(first).id())).isNotEmpty();
                assertThat(readiness(second)).isEqualTo(Status.UP);
                assertThat(host(first).addresses().announced())
                        .contains(Multiaddr.of("/ip4/" + ip + "/tcp/4001"))
                        .allSatisfy(announced -> assertThat(announced.toString()).startsWith("/ip4/" + ip + "/"));
            }
        }
    }

    @Test
    void aNodeOfAPrivateNetworkIsReadyOnceItIsNotAlone() {
        try (var alone = start("private-network", "alone", "--PRIVATE_IP=10.0.0.5")) {
            assertThat(readiness(alone)).isEqualTo(Status.DOWN);
        }
    }

    @ParameterizedTest
    @CsvSource({"bootstrap, PUBLIC_IP", "private-network, PRIVATE_IP"})
    void aNodeThatIsNotToldItsAddressDoesNotStart(String configuration, String variable) {
        assertThatThrownBy(() -> start(configuration, "node").close()).hasStackTraceContaining("${" + variable + "}");
    }

    @Test
    void noneOfThemIsTakenByANodeThatStartsHere() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGURATIONS, 2)) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("node.yaml")
                    .as("Spring Boot reads config/*/application.yaml of the working directory unasked")
                    .noneMatch(name -> name.startsWith("application"));
        }
    }

    private ConfigurableApplicationContext start(String configuration, String name, String... properties) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--libp2p.listen=/ip4/127.0.0.1/tcp/0",
                "--libp2p.data-dir=" + directory.resolve(name), "--spring.config.additional-location="
                        + CONFIGURATIONS.resolve(configuration).resolve("node.yaml")));
        arguments.addAll(List.of(properties));
        return SpringApplication.run(NodeApplication.class, arguments.toArray(String[]::new));
    }

    private static Host host(ConfigurableApplicationContext context) {
        return context.getBean(Host.class);
    }

    private static String reachable(Host host) {
        return host.addresses().listen().getFirst() + "/p2p/" + host.id();
    }

    private static Status readiness(ConfigurableApplicationContext context) {
        return requireNonNull(context.getBean(HealthEndpoint.class).healthForPath("readiness")).getStatus();
    }
}
