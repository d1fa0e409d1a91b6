package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The README against the calls there are. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class ReadmeTest {

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Test
    void everyCallHasItsCurlLine() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "README.md"))
                .stream()
                .filter(line -> line.contains("curl "))
                .map(line -> line.replace("'", ""))
                .toList();
        assertThat(calls()).hasSizeGreaterThan(7)
                .allSatisfy(call -> assertThat(lines).anySatisfy(line -> assertThat(line).contains(call.path())
                        .satisfies(text -> assertThat(method(text)).isEqualTo(call.method()))));
    }

    private Set<Call> calls() {
        Set<Call> calls = new TreeSet<>();
        requestMappingHandlerMapping.getHandlerMethods().keySet().forEach(mapping -> {
            for (String pattern : mapping.getPatternValues()) {
                for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                    calls.add(new Call(pattern.replace("{peerId}", "$PEER")
                            .replace("{list}", "deny")
                            .replace("{id}", "$CONNECTION")
                            .replace("{streamId}", "$STREAM"), method));
                }
            }
        });
        calls.removeIf(call -> !call.path().startsWith("/api/"));
        return calls;
    }

    private static RequestMethod method(String line) {
        for (RequestMethod named : List.of(RequestMethod.DELETE, RequestMethod.PATCH)) {
            if (line.contains("-X " + named)) {
                return named;
            }
        }
        return line.contains("-X POST") || line.contains(" -d ") ? RequestMethod.POST : RequestMethod.GET;
    }

    private record Call(String path, RequestMethod method) implements Comparable<Call> {

        @Override
        public int compareTo(Call other) {
            return toString().compareTo(other.toString());
        }
    }
}
