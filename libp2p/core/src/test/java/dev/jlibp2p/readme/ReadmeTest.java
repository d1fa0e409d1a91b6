package dev.jlibp2p.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is what is compiled and run here. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..", "..");

    @ParameterizedTest
    @ValueSource(strings = {"Node", "EchoProtocol"})
    void theReadmeShowsThisCode(String name) throws IOException {
        Path source = Path.of("src/test/java/dev/jlibp2p/readme", name + ".java");
        String readme = squeeze(Files.readString(ROOT.resolve("README.md")));
        String body = Files.readString(source)
                .lines()
                .dropWhile(line -> !line.contains(name + "(") && !line.contains("static void main"))
                .takeWhile(line -> !line.equals("}"))
                .filter(line -> !line.isBlank() && !line.contains("private Node()"))
                .reduce("", (all, line) -> all + line);
        assertThat(readme).contains(squeeze(body));
    }

    @Test
    void theNodeRuns() throws IOException {
        Node.main();
    }

    @Test
    void theProtocolSpeaks() throws IOException {
        ProtocolId echo = ProtocolId.of("/my-echo/1.0.0");
        try (HostPair pair = HostPair.inMemory(builder -> builder.handler(new EchoProtocol(List.of(echo))));
                Stream stream = open(pair, echo)) {
            stream.output().write("again".getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            assertThat(stream.input().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("again");
        }
    }

    private static Stream open(HostPair pair, ProtocolId protocol) {
        try {
            return pair.connect().open(protocol);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String squeeze(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
