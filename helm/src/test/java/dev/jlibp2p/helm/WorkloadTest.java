package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private final Manifests defaults = Chart.render();

    @Test
    void nodesStartTogetherAndAreReplacedOneAfterTheOther() {
        StatefulSetSpec spec = defaults.one(StatefulSet.class).getSpec();

        assertThat(spec.getReplicas()).isEqualTo(1);
        assertThat(spec.getPodManagementPolicy()).isEqualTo("Parallel");
        assertThat(spec.getUpdateStrategy().getType()).isEqualTo("RollingUpdate");
        assertThat(spec.getServiceName()).isEqualTo(defaults.headless().getMetadata().getName());
        assertThat(spec.getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(spec.getSelector().getMatchLabels())
                .containsAllEntriesOf(defaults.headless().getSpec().getSelector());
    }

    @Test
    void thePodIsOfTheRestrictedSecurityStandard() {
        PodSpec pod = defaults.pod();
        PodSecurityContext podSecurity = pod.getSecurityContext();
        SecurityContext security = defaults.node().getSecurityContext();

        assertThat(podSecurity.getRunAsNonRoot()).isTrue();
        assertThat(podSecurity.getRunAsUser()).isEqualTo(65532);
        assertThat(podSecurity.getRunAsGroup()).isEqualTo(65532);
        assertThat(podSecurity.getFsGroup()).isEqualTo(65532);
        assertThat(podSecurity.getFsGroupChangePolicy()).isEqualTo("OnRootMismatch");
        assertThat(podSecurity.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(defaults.one(ServiceAccount.class).getAutomountServiceAccountToken()).isFalse();
    }

    @Test
    void onlyTheDataDirectoryAndTmpCanBeWritten() {
        assertThat(defaults.node().getVolumeMounts()).filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting("mountPath")
                .containsExactlyInAnyOrder("/tmp", "/var/lib/libp2p");
        assertThat(defaults.volume("tmp").getEmptyDir()).isNotNull();
    }

    @Test
    void probesAskTheGroupsOfTheActuatorOnTheManagementPort() {
        Container node = defaults.node();

        assertThat(List.of(probed(node.getStartupProbe()), probed(node.getLivenessProbe()),
                probed(node.getReadinessProbe())))
                .containsExactly("/actuator/health/liveness", "/actuator/health/liveness",
                        "/actuator/health/readiness");
        assertThat(node.getStartupProbe().getPeriodSeconds() * node.getStartupProbe().getFailureThreshold())
                .as("seconds to start")
                .isEqualTo(120);
        assertThat(defaults.containerPorts()).contains("management 8081/TCP");
        assertThat(Chart.render("management.port=9081").containerPorts()).contains("management 9081/TCP");
    }

    @Test
    void aPodHasTimeToLeaveInOrder() {
        assertThat(defaults.pod().getTerminationGracePeriodSeconds()).isEqualTo(75);
        assertThat(defaults.node().getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
        assertThat(defaults.setting("spring.lifecycle.timeout-per-shutdown-phase")).contains("20s");
        assertThat(Chart.render("preStopSleepSeconds=0").node().getLifecycle()).isNull();
    }

    @Test
    void aNewConfigurationReplacesThePods() {
        String before = checksum(defaults);

        assertThat(checksum(Chart.render())).isEqualTo(before);
        assertThat(checksum(Chart.render("config.libp2p.agent-version=other"))).isNotEqualTo(before);
        assertThat(checksum(Chart.render("p2p.tcpPort=4101"))).isNotEqualTo(before);
    }

    @Test
    void drainingTakesOneOfSeveralPodsAtATime() {
        assertThat(defaults.find(PodDisruptionBudget.class)).isEmpty();
        assertThat(Chart.render("replicaCount=2", "podDisruptionBudget.enabled=false").find(PodDisruptionBudget.class))
                .isEmpty();

        PodDisruptionBudgetSpec budget = Chart.render("replicaCount=2").one(PodDisruptionBudget.class).getSpec();
        assertThat(budget.getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(budget.getSelector().getMatchLabels())
                .isEqualTo(defaults.one(StatefulSet.class).getSpec().getSelector().getMatchLabels());
    }

    @Test
    void podsPreferDifferentMachines() {
        assertThat(defaults.pod()
                .getAffinity()
                .getPodAntiAffinity()
                .getPreferredDuringSchedulingIgnoredDuringExecution()).singleElement()
                .satisfies(term -> assertThat(term.getPodAffinityTerm().getTopologyKey())
                        .isEqualTo("kubernetes.io/hostname"));
    }

    @Test
    void theImageIsNamedByTagOrDigest() {
        assertThat(defaults.node().getImage()).isEqualTo("libp2p-node:" + System.getProperty("project.version"));
        assertThat(Chart.render("image.repository=a/b", "image.tag=next", "global.imageRegistry=r.example.org")
                .node()
                .getImage()).isEqualTo("r.example.org/a/b:next");
        assertThat(Chart.render("image.tag=next", "image.digest=sha256:" + "0f".repeat(32)).node().getImage())
                .isEqualTo("libp2p-node@sha256:" + "0f".repeat(32));
    }

    @Test
    void thePodIsWhoTheImageIsMadeFor() throws IOException {
        PodSecurityContext security = defaults.pod().getSecurityContext();

        assertThat(Files.readString(Chart.DIRECTORY.resolve("../../libp2p-node-app/Dockerfile")))
                .contains("USER " + security.getRunAsUser() + ":" + security.getRunAsGroup() + "\n")
                .contains("VOLUME " + defaults.mount("data").getMountPath() + "\n");
    }

    @Test
    void whatAnOperatorAddsIsThere() {
        Manifests manifests = Manifests
                .parse(Chart.render(Chart.DIRECTORY.resolve("ci/hostnetwork-extras-values.yaml")));
        PodSpec pod = manifests.pod();

        assertThat(pod.getNodeSelector()).isEqualTo(Map.of("kubernetes.io/os", "linux"));
        assertThat(pod.getTolerations()).singleElement().extracting("key").isEqualTo("edge");
        assertThat(pod.getAffinity().getNodeAffinity()).isNotNull();
        assertThat(pod.getAffinity().getPodAntiAffinity()).isNull();
        assertThat(pod.getTopologySpreadConstraints()).singleElement().extracting("maxSkew").isEqualTo(1);
        assertThat(pod.getPriorityClassName()).isEqualTo("edge");
        assertThat(pod.getInitContainers()).singleElement().extracting("name").isEqualTo("wait");
        assertThat(pod.getContainers()).extracting("name").containsExactly("node", "tail");
        assertThat(pod.getServiceAccountName()).isEqualTo("default");
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(120);
        assertThat(manifests.environment("JDK_JAVA_OPTIONS")).isEqualTo("-XX:+UseSerialGC");
        assertThat(manifests.volume("keys").getCsi().getDriver()).isEqualTo("secrets-store.csi.k8s.io");
        assertThat(manifests.mount("keys").getMountPath()).isEqualTo("/var/run/keys");
        assertThat(manifests.find(ServiceAccount.class)).isEmpty();
        var metadata = manifests.one(StatefulSet.class).getSpec().getTemplate().getMetadata();
        assertThat(metadata.getLabels()).containsEntry("team", "network");
        assertThat(metadata.getAnnotations()).containsEntry("example.org/owner", "network")
                .containsKey("checksum/config");
    }

    @Test
    void secretsToPullWithComeFromBothPlaces() {
        assertThat(Chart.renderYaml("{imagePullSecrets: [{name: a}], global: {imagePullSecrets: [{name: b}]}}")
                .pod()
                .getImagePullSecrets()).extracting("name").containsExactly("a", "b");
    }

    private static String probed(Probe probe) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
        return probe.getHttpGet().getPath();
    }

    private static String checksum(Manifests manifests) {
        return manifests.one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("checksum/config", "");
    }
}
