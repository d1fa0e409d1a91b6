package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other tests believe what this class lets through. */
class StrictResourcesTest {

    private static final Path EVERYTHING = Chart.DIRECTORY.resolve("ci/hostnetwork-extras-values.yaml");

    private static final Path SERVICES = Chart.DIRECTORY.resolve("ci/secret-nodeport-values.yaml");

    @ParameterizedTest
    @CsvSource({
        "enableServiceLinks:, enableServiceLink:", "readOnlyRootFilesystem:, readonlyRootFilesystem:",
        "fsGroupChangePolicy:, fsGroupChangePolices:", "failureThreshold:, failureTreshold:",
        "podManagementPolicy:, podManagmentPolicy:", "fieldPath:, fieldpath:", "topologyKey:, topologyKeys:",
        "subPathExpr:, subpathExpr:", "publishNotReadyAddresses:, publishNotReadyAddress:",
        "nodePort:, nodePorts:", "maxUnavailable:, maxUnavailble:", "except:, exceptions:",
        "matchLabels:, matchLabel:", "seconds:, second:", "annotations:, annotation:"})
    void aMisspeltFieldIsFound(String field, String misspelt) {
        String manifests = Chart.render(EVERYTHING) + Chart.render(SERVICES);
        assertThat(Manifests.parse(manifests).resources()).isNotEmpty();
        assertThat(manifests).contains(field);

        assertThatThrownBy(() -> Manifests.parse(manifests.replace(field, misspelt)))
                .hasMessageContaining("Unrecognized property \"" + misspelt.replace(":", "") + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "replicas: 3, replicas: three", "replicas: 3, replicas: \"3\"", "containerPort: 4001, containerPort: 4001.5",
        "enableServiceLinks: false, enableServiceLinks: 'no'", "seconds: 5, seconds: 5s"})
    void aValueOfAnotherTypeIsFound(String field, String other) {
        String manifests = Chart.render(SERVICES);
        assertThat(manifests).contains(field);

        assertThatThrownBy(() -> Manifests.parse(manifests.replace(field, other))).isInstanceOf(Exception.class);
    }

    @Test
    void aKeyGivenTwiceIsFound() {
        String manifests = Chart.render(SERVICES);

        assertThatThrownBy(() -> Manifests.parse(manifests.replace("replicas: 3", "replicas: 3\n  replicas: 3")))
                .hasMessageContaining("duplicate key");
    }

    @Test
    void aKindNobodyExpectsIsFound() {
        assertThatThrownBy(() -> Manifests.parse("{apiVersion: apps/v1, kind: StatefulSets}"))
                .hasMessageContaining("apps/v1 StatefulSets");
    }
}
