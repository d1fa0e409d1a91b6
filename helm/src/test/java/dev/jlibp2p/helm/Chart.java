package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.catchThrowable;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The chart in this directory. */
final class Chart {

    static final Path DIRECTORY = Path.of("libp2p-node").toAbsolutePath();

    /** As the release is called, so its resources are called: the name contains the chart's. */
    static final String RELEASE = "demo-libp2p-node";

    static final String NAMESPACE = "peers";

    /** The native sleep before a stop is on by default from here. */
    static final String OLDEST_KUBERNETES = "1.30.0";

    private Chart() {}

    /** The values files that stand for the ways the chart is used. */
    static Stream<Path> valuesFiles() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("ci"))) {
            return files.sorted().toList().stream();
        }
    }

    /** What comes out with the values of a file. */
    static String render(Path valuesFile) {
        return template().withValuesFile(valuesFile).call();
    }

    /** What comes out with values, each as {@code name=value} in the way of {@code --set}. */
    static Manifests render(String... settings) {
        TemplateCommand command = template();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            command.set(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return Manifests.parse(command.call());
    }

    /** What comes out with values as YAML. */
    static Manifests renderYaml(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                return Manifests.parse(render(Files.writeString(file, values)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why values are not rendered; empty if they are. */
    static String refusal(String... settings) {
        Throwable refusal = catchThrowable(() -> render(settings));
        return refusal == null ? "" : String.valueOf(refusal.getMessage());
    }

    /** The defaults. */
    static Map<String, Object> values() {
        return new Yaml().load(read("values.yaml"));
    }

    static String read(String file) {
        try {
            return Files.readString(DIRECTORY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TemplateCommand template() {
        return new Helm(DIRECTORY).template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(OLDEST_KUBERNETES);
    }

    /** The names of values, each with the names of what contains it. */
    static List<String> names(Map<?, ?> values, String prefix) {
        return values.entrySet().stream().flatMap(entry -> {
            String name = prefix + entry.getKey();
            return entry.getValue() instanceof Map<?, ?> map && !map.isEmpty()
                    ? names(map, name + ".").stream()
                    : Stream.of(name);
        }).toList();
    }
}
