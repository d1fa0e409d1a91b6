package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    @Test
    void theConfigStandsBehindTheChartsOwnAndSoWins() {
        Manifests manifests = Chart.renderYaml("""
                config:
                  libp2p:
                    ping: {interval: 30s}
                    agent-version: "${POD_NAME}"
                  server.port: 8888
                """);

        assertThat(Manifests.documents(manifests.configuration())).hasSize(2)
                .last()
                .isEqualTo(Map.of("libp2p", Map.of("ping", Map.of("interval", "30s"), "agent-version", "${POD_NAME}"),
                        "server.port", 8888));
        assertThat(Manifests.documents(Chart.render().configuration())).hasSize(1);
    }

    @Test
    void bootstrapPeersReachTheNode() {
        String peer = "/ip4/203.0.113.7/tcp/4001/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X";

        assertThat(Chart.renderYaml("bootstrap: {peers: [" + peer + "]}").setting("libp2p.discovery.bootstrap.peers"))
                .contains(List.of(peer));
        assertThat(Chart.render().setting("libp2p.discovery")).isEmpty();
    }

    @Test
    void withoutATokenTheAdminPortIsOnLoopbackAndInNoManifest() {
        Manifests manifests = Chart.render();

        assertThat(manifests.setting("server.address")).contains("127.0.0.1");
        assertThat(manifests.setting("server.port")).contains(8080);
        assertThat(manifests.setting("libp2p.admin")).isEmpty();
        assertThat(manifests.setting("management.server.address")).contains("0.0.0.0");
        assertThat(manifests.setting("management.server.port")).contains(8081);
        assertThat(manifests.setting("management.endpoints.web.exposure.include")).contains("health, prometheus");
        assertThat(manifests.containerPorts()).noneMatch(port -> port.contains("8080"));
        assertThat(Manifests.ports(manifests.headless())).noneMatch(port -> port.contains("8080"));
        assertThat(manifests.one(NetworkPolicy.class).toString()).doesNotContain("8080");
    }

    @Test
    void withATokenTheAdminPortIsOnThePodsAddress() {
        Manifests manifests = Chart.render("admin.security=token", "admin.existingSecret=admin");

        assertThat(manifests.setting("server.address")).contains("0.0.0.0");
        assertThat(manifests.setting("libp2p.admin.security")).contains("token");
        assertThat(manifests.setting("libp2p.admin.token-file"))
                .contains(manifests.mount("admin-token").getMountPath() + "/token");
        assertThat(manifests.mount("admin-token").getReadOnly()).isTrue();
        assertThat(manifests.volume("admin-token").getSecret().getSecretName()).isEqualTo("admin");
        assertThat(manifests.volume("admin-token").getSecret().getDefaultMode()).isEqualTo(0440);
        assertThat(manifests.setting("libp2p.admin.allowed-hosts").map(Object::toString).orElse(""))
                .contains("127.0.0.1", "${POD_IP}", "${POD_NAME}." + Chart.RELEASE + "-headless.peers.svc");
        assertThat(manifests.containerPorts()).contains("admin 8080/TCP");
        assertThat(Manifests.ports(manifests.headless())).contains("admin 8080/TCP");
        assertThat(manifests.one(NetworkPolicy.class).getSpec().getIngress().getLast().getFrom()).singleElement()
                .satisfies(from -> assertThat(from.getPodSelector().getMatchLabels())
                        .containsExactly(Map.entry(Chart.RELEASE + "-admin", "true")));
    }

    @Test
    void aTokenWithoutItsSecretIsRefused() {
        assertThat(Chart.refusal("admin.security=token")).contains("admin.existingSecret is empty");
        assertThat(Chart.refusal("admin.existingSecret=admin")).contains("which does not use it");
    }

    @ParameterizedTest
    @CsvSource({"384Mi, 76, 51", "512Mi, 153, 102", "768Mi, 307, 204", "1Gi, 460, 307", "1.5Gi, 768, 512",
        "2G, 990, 660"})
    void heapAndDirectMemoryFitTheLimit(String limit, int heap, int direct) {
        assertThat(Chart.renderYaml("resources: {limits: {memory: " + limit + "}}").environment("JAVA_TOOL_OPTIONS"))
                .isEqualTo("-Xmx" + heap + "m -XX:MaxDirectMemorySize=" + direct + "m -XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void aLimitTooSmallIsRefused() {
        assertThat(Chart.refusal("resources.limits.memory=383Mi")).contains("resources.limits.memory is 383Mi")
                .contains("384Mi or more");
    }

    @Test
    void theOptionsOfTheJvmCanBeReplaced() {
        Manifests manifests = Chart.renderYaml("extraEnv: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]");

        assertThat(manifests.node().getEnv()).filteredOn(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
                .singleElement()
                .extracting("value")
                .isEqualTo("-Xmx1g");
    }

    @Test
    void timeToStopThatCannotSufficeIsRefused() {
        assertThat(Chart.refusal("terminationGracePeriodSeconds=64")).contains("65 are needed");
        assertThat(Chart.refusal("terminationGracePeriodSeconds=65")).isEmpty();
        assertThat(Chart.refusal("terminationGracePeriodSeconds=30",
                "config.spring.lifecycle.timeout-per-shutdown-phase=5s")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"serviceMonitor, /actuator/prometheus", "prometheusRule, libp2p_*",
        "dashboards, config/grafana/libp2p-dashboard.json"})
    void whatIsNotThereYetSaysSo(String name, String instead) {
        assertThat(Chart.refusal(name + ".enabled=true")).contains(name + ".enabled is true")
                .contains("does not bring")
                .contains(instead);
    }
}
