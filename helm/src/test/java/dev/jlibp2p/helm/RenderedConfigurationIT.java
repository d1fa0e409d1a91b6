package dev.jlibp2p.helm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the chart writes is what the node reads. */
@Timeout(240)
class RenderedConfigurationIT {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private static final String[] AUTHORIZATION = {"Authorization", "Bearer " + TOKEN};

    @TempDir
    private Path directory;

    @Test
    void aNodeStartsWithWhatTheDefaultsGiveIt() throws Exception {
        try (NodeProcess node = new NodeProcess(Chart.render(), directory)) {
            assertThat(node.awaitStart()).as(node.log()).isTrue();

            assertThat(node.admin("/api/v1/node").statusCode()).isEqualTo(200);
            assertThat(node.admin("/actuator/health").statusCode()).isEqualTo(404);
            assertThat(node.management("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(node.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(node.management("/actuator/prometheus").body())
                    .as("the heap of the limit")
                    .containsPattern("jvm_memory_max_bytes\\{area=\"heap\".* [1-3]\\.\\d+E8");
            assertThat(node.management("/actuator/libp2p").statusCode()).isEqualTo(404);
            assertThat(node.management("/api/v1/node").statusCode()).isEqualTo(404);

            assertThat(node.terminate()).as(node.log()).isEqualTo(143);
            assertThat(node.log().lines().skip(1)).as("one JSON object a line").allMatch(line -> line.startsWith("{"));
            // A busy machine may make an event loop late.
            assertThat(node.log()
                    .lines()
                    .filter(line -> line.contains("\"level\":\"WARN\"") && !line.contains("LoopWatch")))
                    .isEmpty();
        }
        assertThat(directory.resolve("data/identity.key")).exists();
    }

    @Test
    void aNodeStartsWithAKeyAndATokenFromSecrets() throws Exception {
        Path key = secret("identity.key", pem());
        Path token = secret("token", TOKEN);
        Manifests manifests = Chart.renderYaml("""
                replicaCount: 3
                identity: {mode: secret, existingSecret: keys}
                persistence: {enabled: false}
                p2p: {exposure: {type: nodePort}}
                admin: {security: token, existingSecret: admin}
                bootstrap: {peers: [/ip4/127.0.0.1/tcp/1/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X]}
                config: {libp2p: {agent-version: "${POD_NAME}"}}
                """);

        try (NodeProcess node = new NodeProcess(manifests, directory, "--libp2p.identity.key-file=" + key,
                "--libp2p.admin.token-file=" + token)) {
            assertThat(node.awaitStart()).as(node.log()).isTrue();

            assertThat(node.admin("/api/v1/node").statusCode()).isEqualTo(401);
            assertThat(asAdmin(node, "/api/v1/node")).contains("\"agentVersion\":\"" + Chart.RELEASE + "-2\"");
            assertThat(asAdmin(node, "/api/v1/node/addresses")).contains("\"/ip4/203.0.113.5/tcp/30402\"");
            assertThat(node.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(node.management("/actuator/prometheus").statusCode()).isEqualTo(200);

            assertThat(node.terminate()).as(node.log()).isEqualTo(143);
            assertThat(node.log()).doesNotContain("did you mean", "created Identity", TOKEN);
        }
        assertThat(directory.resolve("data/identity.key")).doesNotExist();
    }

    @Test
    void theSmallestMemoryIsEnoughToStart() throws Exception {
        try (NodeProcess node = new NodeProcess(Chart.render("resources.limits.memory=384Mi"), directory)) {
            assertThat(node.awaitStart()).as(node.log()).isTrue();

            assertThat(node.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(node.mostMemory()).isLessThan(384L << 20);
        }
    }

    private static String asAdmin(NodeProcess node, String path) throws IOException, InterruptedException {
        return node.admin(path, AUTHORIZATION).body();
    }

    private Path secret(String name, String content) throws IOException {
        return Files.writeString(Files.createFile(directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r-----"))), content);
    }

    /** What openssl genpkey writes. */
    private static String pem() throws GeneralSecurityException {
        byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
