package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.jayway.jsonpath.JsonPath;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.DataDirectoryLock;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Multibase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users get. */
@Timeout(240)
class PackagedNodeIT {

    private static final List<String> READABLE = List.of("/api/v1/node", "/api/v1/node/addresses",
            "/api/v1/node/protocols",
            "/api/v1/peers", "/api/v1/peers?state=any", "/actuator", "/actuator/health", "/actuator/info",
            "/actuator/libp2p",
            "/actuator/prometheus");

    @TempDir
    private Path directory;

    @Test
    void itServesPeersAndPeopleAndEndsInOrder() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, "--libp2p.listen=/ip4/127.0.0.1/tcp/0",
                "--libp2p.echo.enabled=true")) {
            assertThat(node.awaitStart()).as(node.log()).isTrue();
            PeerId id = PeerId.of(JsonPath.<String>read(node.get("/api/v1/node").body(), "$.peerId"));
            Multiaddr address = Multiaddr
                    .of(JsonPath.<String>read(node.get("/api/v1/node/addresses").body(), "$.listen[0]"));
            assertThat(node.get("/actuator/health").body()).contains("\"status\":\"UP\"");

            try (Host peer = Libp2p.builder().start()) {
                peer.connect(id, List.of(address));
                assertThat(echo(peer, id, "over and back")).isEqualTo("over and back");
                assertThat(JsonPath.<List<String>>read(node.get("/api/v1/peers").body(), "$.items[*].peerId"))
                        .containsExactly(peer.id().toString());
            }
            assertThatNoneTellsTheKey(node);
            assertThat(node.terminate()).as(node.log()).isEqualTo(143);
            assertThat(node.log()).contains("libp2p node " + id + " stopped").doesNotContain("Exception");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("identity.key"))))
                .isEqualTo("rw-------");
        assertThatCode(() -> DataDirectoryLock.acquire(directory).close()).as("the lock is free")
                .doesNotThrowAnyException();
    }

    @Test
    void aSecondProcessWithTheSameDirectoryIsRefused() throws Exception {
        try (NodeProcess first = new NodeProcess(directory, "--libp2p.listen=/ip4/127.0.0.1/tcp/0")) {
            assertThat(first.awaitStart()).as(first.log()).isTrue();
            try (NodeProcess second = new NodeProcess(directory, "--libp2p.listen=/ip4/127.0.0.1/tcp/0")) {
                assertThat(second.awaitStart()).isFalse();
                assertThat(second.exitValue()).isEqualTo(1);
                assertThat(second.log()).contains("APPLICATION FAILED TO START").contains("libp2p.data-dir");
            }
        }
    }

    private static String echo(Host peer, PeerId node, String text) throws IOException {
        try (Stream stream = peer.open(node, ProtocolId.of("/echo/1.0.0"))) {
            stream.output().write(text.getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            return new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The private half stands at the start of what follows the header of the key message. */
    private void assertThatNoneTellsTheKey(NodeProcess node) throws IOException, InterruptedException {
        byte[] file = Files.readAllBytes(directory.resolve("identity.key"));
        byte[] seed = Arrays.copyOfRange(file, 4, 36);
        StringBuilder everything = new StringBuilder(node.log());
        for (String path : READABLE) {
            everything.append(node.get(path).body());
        }
        everything.append(node.post("/api/v1/peers", "{\"peerId\":\"nonsense\"}").body());
        for (byte[] secret : List.of(seed, file)) {
            assertThat(everything).doesNotContain(HexFormat.of().formatHex(secret))
                    .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret))
                    .doesNotContain(Multibase.BASE58BTC.encodeDigits(secret))
                    .doesNotContain(Arrays.toString(secret));
        }
    }
}
