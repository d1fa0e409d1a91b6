package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Pattern VALUE = Pattern.compile("( *)([A-Za-z0-9]+):(.*)");

    private static final Pattern MEMORY = Pattern.compile("\\| (\\d+[MG]i)\\b[^|]*\\| (\\d+) MiB \\| (\\d+) MiB \\|");

    private final String readme = Chart.read("README.md");

    @Test
    void itsTableIsWhatTheValuesSay() throws IOException {
        String table = table();
        // The file to paste from when a value has changed.
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("values.md"), table);

        assertThat(readme).as("copy helm/target/values.md to the end of the chart's README").endsWith("\n" + table);
    }

    @Test
    void everyValueIsDescribed() {
        Map<String, Object> values = Chart.values();

        assertThat(new HashSet<>(names(table()))).containsAll(Chart.names(values, "")
                .stream()
                .map(name -> name.startsWith("resources.") ? "resources" : name)
                .toList());
    }

    @Test
    void itsMemoryIsWhatIsRendered() {
        Matcher row = MEMORY.matcher(readme);
        int rows = 0;
        while (row.find()) {
            rows++;
            assertThat(Chart.renderYaml("resources: {limits: {memory: " + row.group(1) + "}}")
                    .environment("JAVA_TOOL_OPTIONS"))
                    .contains("-Xmx" + row.group(2) + "m ", "-XX:MaxDirectMemorySize=" + row.group(3) + "m ");
        }
        assertThat(rows).isEqualTo(3);
    }

    @Test
    void itsPodsAreCalledAsTheyWillBe() {
        Manifests manifests = Manifests.parse(new Helm(Chart.DIRECTORY).template()
                .withName("node")
                .withNamespace("peers")
                .withKubeVersion(Chart.OLDEST_KUBERNETES)
                .call());
        String pod = manifests.one(StatefulSet.class).getMetadata().getName() + "-0";

        assertThat(readme).contains("helm install node helm/libp2p-node --namespace peers ")
                .contains("port-forward pod/" + pod + " 8080:8080\n")
                .contains("-out " + pod + ".key\n")
                .contains("--from-file=" + pod + ".key ");
    }

    @Test
    void itsExampleOfAnExternalKeyRenders() {
        int start = readme.indexOf("```yaml", readme.indexOf("For `external`")) + "```yaml".length();

        assertThat(Chart.renderYaml(readme.substring(start, readme.indexOf("```", start))).mount("keys").getMountPath())
                .isEqualTo("/var/run/keys");
    }

    private static List<String> names(String table) {
        return table.lines().skip(2).map(line -> line.substring(3, line.indexOf('`', 3))).toList();
    }

    /** One row for each value that has a comment of the form {@code # -- text}, which may go on for several lines. */
    private static String table() {
        StringBuilder table = new StringBuilder("| value | default | what |\n|---|---|---|\n");
        List<String> path = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : Chart.read("values.yaml").lines().toList()) {
            Matcher value = VALUE.matcher(line);
            if (line.strip().startsWith("#")) {
                comment.append(line.strip().replaceFirst("# (-- )?", "")).append(' ');
            } else if (value.matches()) {
                path.subList(value.group(1).length() / 2, path.size()).clear();
                path.add(value.group(2));
                if (!comment.isEmpty()) {
                    table.append("| `")
                            .append(String.join(".", path))
                            .append("` | ")
                            .append(defaultOf(value.group(3)))
                            .append(" | ")
                            .append(comment.toString().strip())
                            .append(" |\n");
                }
                comment.setLength(0);
            }
        }
        return table.toString();
    }

    private static String defaultOf(String text) {
        return text.isBlank() ? "see `values.yaml`" : "`" + text.strip() + "`";
    }
}
