package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class ChartTest {

    /** Kept for a comparison with what Helm 4 makes of the same values. */
    private static final Path RENDERED = Path.of("target/rendered");

    @TempDir
    private Path directory;

    static Stream<Path> valuesFiles() throws IOException {
        return Chart.valuesFiles();
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void strictLintFindsNothing(Path valuesFile) throws IOException {
        LintResult result = new Helm(chartWith(valuesFile)).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valuesFiles")
    void everyResourceIsInTheReleasesNamespaceAndCarriesItsLabels(Path valuesFile) throws IOException {
        String rendered = Chart.render(valuesFile);
        Files.createDirectories(RENDERED);
        Files.writeString(RENDERED.resolve(valuesFile.getFileName()), rendered);

        assertThat(Manifests.parse(rendered).resources()).isNotEmpty().allSatisfy(resource -> {
            assertThat(resource.getMetadata().getName()).startsWith(Chart.RELEASE);
            assertThat(resource.getMetadata().getNamespace()).isEqualTo(Chart.NAMESPACE);
            assertThat(resource.getMetadata().getLabels()).containsEntry("app.kubernetes.io/name", "libp2p-node")
                    .containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
                    .containsKeys("app.kubernetes.io/version", "app.kubernetes.io/managed-by", "helm.sh/chart");
        });
    }

    @Test
    void itIsOfTheVersionOfTheNode() {
        Map<String, Object> chart = new Yaml().load(Chart.read("Chart.yaml"));

        assertThat(chart).containsEntry("appVersion", System.getProperty("project.version"))
                .containsEntry("version", System.getProperty("project.version").replace("-SNAPSHOT", ""))
                .containsEntry("kubeVersion", ">=" + Chart.OLDEST_KUBERNETES + "-0");
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatThrownBy(() -> new Helm(Chart.DIRECTORY).template().withKubeVersion("1.29.9").call())
                .hasMessageContaining("requires kubeVersion");
    }

    /** Lint knows no values file, so the chart gets other defaults. */
    private Path chartWith(Path valuesFile) throws IOException {
        Path copy = directory.resolve("libp2p-node");
        try (Stream<Path> files = Files.walk(Chart.DIRECTORY)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(Chart.DIRECTORY.relativize(file).toString()));
            }
        }
        Map<String, Object> values = Chart.values();
        Map<String, Object> more = new Yaml().load(Files.readString(valuesFile));
        merge(values, more == null ? Map.of() : more);
        Files.writeString(copy.resolve("values.yaml"), new Yaml().dump(values));
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> values, Map<String, Object> more) {
        more.forEach((name, value) -> {
            if (value instanceof Map<?, ?> map && values.get(name) instanceof Map<?, ?> old) {
                Map<String, Object> merged = new HashMap<>((Map<String, Object>) old);
                merge(merged, (Map<String, Object>) map);
                values.put(name, merged);
            } else {
                values.put(name, value);
            }
        });
    }
}
