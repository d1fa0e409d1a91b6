package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Multibase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged node at its most talkative, with everything exposed that there is: its secrets are nowhere to be seen. */
@Timeout(300)
class SecretsIT {

    /** All of it goes to the log file: nobody reads the output as fast. */
    private static final List<String> TALKATIVE = List.of("--libp2p.listen=/ip4/127.0.0.1/tcp/0",
            "--libp2p.echo.enabled=true", "--debug", "--logging.level.root=DEBUG", "--logging.level.dev.jlibp2p=TRACE",
            "--logging.level.org.springframework=TRACE", "--logging.level.org.apache=TRACE",
            "--logging.threshold.console=INFO", "--management.endpoints.web.exposure.include=*",
            "--management.endpoint.env.show-values=always",
            "--management.endpoint.configprops.show-values=always");

    /** What stands before the seed of an Ed25519 key in its message. */
    private static final int SEED = 4;

    @TempDir
    private Path directory;

    @Test
    void aKeyFileAndATokenAreShownByNothing() throws Exception {
        Path logFile = directory.resolve("node.log");
        Path data = directory.resolve("data");
        try (NodeProcess node = new NodeProcess(data, talkative(logFile, "--libp2p.admin.security=token"))) {
            assertThat(node.awaitStart()).as("the node starts").isTrue();
            String token = Files.readString(data.resolve("admin.token")).strip();
            List<Secret> secrets = secrets(Files.readAllBytes(data.resolve("identity.key")), token);
            StringBuilder seen = new StringBuilder(useEverything(node, token));
            assertThat(node.terminate()).isEqualTo(143);
            requireUnseen(secrets, seen, node, logFile);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            LIBP2P_IDENTITY_KEY     | %s
            SPRING_APPLICATION_JSON | {"libp2p": {"identity": {"key": "%s"}}}
            """)
    void aKeyAmongThePropertiesIsShownByNothing(String variable, String form) throws Exception {
        Path logFile = directory.resolve("node.log");
        byte[] key = Identity.generate(KeyType.ED25519, new SecureRandom()).encoded();
        Map<String, String> environment = Map.of(variable, form.formatted(Multibase.BASE64.encode(key)));
        try (NodeProcess node = new NodeProcess(directory.resolve("data"), environment,
                talkative(logFile, "--libp2p.identity.type=inline"))) {
            assertThat(node.awaitStart()).as("the node starts").isTrue();
            StringBuilder seen = new StringBuilder(useEverything(node, "none"));
            assertThat(seen).as("env tells that there is one").contains(variable);
            assertThat(node.terminate()).isEqualTo(143);
            requireUnseen(secrets(key, null), seen, node, logFile);
        }
    }

    @Test
    void aStartThatFailsTellsNoKeyEither() throws Exception {
        Path logFile = directory.resolve("node.log");
        byte[] key = Identity.generate(KeyType.ED25519, new SecureRandom()).encoded();
        byte[] cut = Arrays.copyOf(key, key.length - 1);
        try (NodeProcess node = new NodeProcess(directory.resolve("data"), talkative(logFile,
                "--libp2p.identity.type=inline", "--libp2p.identity.key=" + Multibase.BASE64.encode(cut)))) {
            assertThat(node.awaitStart()).isFalse();
            assertThat(node.exitValue()).isEqualTo(1);
            assertThat(node.log()).contains("APPLICATION FAILED TO START").contains("libp2p.identity.key");
            requireUnseen(secrets(key, null), new StringBuilder(), node, logFile);
        }
    }

    private static String[] talkative(Path logFile, String... more) {
        List<String> all = new ArrayList<>(TALKATIVE);
        all.add("--logging.file.name=" + logFile);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The key message, the seed in it, and the token as text and as what it is the text of. */
    private static List<Secret> secrets(byte[] key, @Nullable String token) {
        Secret seed = new Secret("seed", Arrays.copyOfRange(key, SEED, SEED + 32));
        return token == null
                ? List.of(seed, new Secret("key", key))
                : List.of(seed, new Secret("key", key), new Secret("token", token.getBytes(StandardCharsets.US_ASCII)),
                        new Secret("token's bytes", Base64.getUrlDecoder().decode(token)));
    }

    /** Every answer there is, good and bad, with a peer that comes and goes meanwhile. */
    private static String useEverything(NodeProcess node, String token) throws IOException {
        StringBuilder seen = new StringBuilder();
        Caller caller = new Caller(node, token, seen);
        String id = JsonPath.read(caller.get("/api/v1/node"), "$.peerId");
        String address = JsonPath.read(caller.get("/api/v1/node/addresses"), "$.listen[0]");
        try (Host peer = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
            peer.connect(PeerId.of(id), List.of(Multiaddr.of(address)));
            caller.send("POST", "/api/v1/peers", "{\"peerId\":\"" + peer.id() + "\"}");
            caller.get("/api/v1/peers/" + peer.id());
            caller.send("POST", "/api/v1/peers/" + peer.id() + "/ping", "");
            caller.send("DELETE", "/api/v1/peers/" + peer.id(), null);
        }
        for (String path : List.of("/api/v1/node/protocols", "/api/v1/node/config", "/api/v1/resources",
                "/api/v1/bandwidth?by=peer", "/api/v1/peers?state=any", "/api/v1/peers/nonsense",
                "/nothing",
                "/v3/api-docs", "/%25zz", "/api/v1/peers?page=-1")) {
            caller.get(path);
        }
        caller.send("POST", "/api/v1/peers", "{\"peerId\":\"nonsense\"}");
        new Caller(node, "wrong" + token.substring(1), seen).get("/api/v1/node");
        Map<String, Map<String, Object>> links = JsonPath
                .read(caller.get("/actuator"), "$._links");
        assertThat(links.keySet()).contains("env", "configprops", "beans", "threaddump", "prometheus", "loggers");
        links.values()
                .stream()
                .map(link -> String.valueOf(link.get("href")))
                .filter(link -> !link.contains("{") && !link.endsWith("/heapdump") && !link.endsWith("/shutdown"))
                .forEach(link -> caller.get(link.substring(link.indexOf("/actuator"))));
        for (String property : List.of("libp2p.identity.key", "LIBP2P_IDENTITY_KEY", "sun.java.command")) {
            caller.get("/actuator/env/" + property);
        }
        return seen.toString();
    }

    /** Calls with a token, and keeps all that comes back. */
    private record Caller(NodeProcess node, String token, StringBuilder seen) {

        String get(String path) {
            return send("GET", path, null);
        }

        String send(String method, String path, @Nullable String body) {
            try {
                HttpResponse<String> response = node.send(HttpRequest.newBuilder()
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json"), path);
                seen.append(response.headers()).append(response.body());
                return response.body();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void requireUnseen(List<Secret> secrets, StringBuilder answers, NodeProcess node, Path logFile)
            throws IOException {
        Map<String, String> places = Map.of("answers", answers.toString(), "output", node.log(), "log file",
                Files.readString(logFile, StandardCharsets.ISO_8859_1));
        for (Secret secret : secrets) {
            secret.forms().forEach((form, text) -> places.forEach((place, content) -> {
                int found = content.indexOf(text);
                assertThat(found).as("%s as %s in the %s: %s", secret.name(), form, place,
                        found < 0 ? "" : content.substring(Math.max(0, found - 300), found)).isNegative();
            }));
        }
    }
}
