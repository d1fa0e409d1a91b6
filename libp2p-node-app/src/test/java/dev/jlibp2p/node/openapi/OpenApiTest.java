package dev.jlibp2p.node.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The API's description as it is served, against the one that is published. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class OpenApiTest {

    private static final Path PUBLISHED = Path.of("openapi.json");

    @Autowired
    private RestTestClient rest;

    private String served = "";

    @BeforeEach
    void read() {
        served = String.valueOf(rest.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody()) + "\n";
    }

    @Test
    void thePublishedDescriptionIsTheServedOne() throws IOException {
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(PUBLISHED, served);
        }
        assertThat(served).as("the API's description has changed. If it was meant to, write %s anew: mvn -pl"
                + " libp2p-node-app -am test -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dopenapi.write=true, and commit it", PUBLISHED).isEqualTo(Files.readString(PUBLISHED));
    }

    @Test
    void itTellsNeitherVersionNorAddress() {
        assertThat(JsonPath.<String>read(served, "$.openapi")).startsWith("3.1.");
        assertThat(JsonPath.<String>read(served, "$.info.version")).isEqualTo("v1");
        assertThat(served).doesNotContain("localhost", "127.0.0.1", "SNAPSHOT");
    }

    @Test
    void everyCallTellsHowItFails() {
        Map<String, Map<String, Map<String, Object>>> paths = JsonPath.read(served, "$.paths");
        assertThat(paths).hasSizeGreaterThan(5).allSatisfy((path, methods) -> {
            assertThat(path).startsWith("/api/v1/");
            assertThat(methods).allSatisfy((method, call) -> {
                assertThat(call).as(path).containsKeys("summary", "operationId");
                assertThat((Map<?, ?>) call.get("responses")).as(path).hasSizeGreaterThan(4);
            });
        });
        assertThat(JsonPath.<List<Object>>read(served, "$.paths.*.*.responses[?(@.content['*/*'])]")).isEmpty();
    }

    @Test
    void everyParameterIsBounded() {
        List<Map<String, Object>> schemas = JsonPath.read(served, "$.paths.*.*.parameters[*].schema");
        assertThat(schemas).hasSizeGreaterThan(10)
                .filteredOn(schema -> !"boolean".equals(schema.get("type")))
                .allSatisfy(
                        schema -> assertThat(schema.keySet()).containsAnyOf("maxLength", "maximum", "minimum", "enum"));
    }
}
