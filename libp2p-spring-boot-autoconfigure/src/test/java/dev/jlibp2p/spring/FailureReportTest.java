package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What a person reads when the node does not start: what is wrong, with the value, and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class FailureReportTest {

    private static final Pattern REPORT = Pattern
            .compile("APPLICATION FAILED TO START\\s+\\*+\\s+Description:\\s+(.+?)\\s+Action:\\s+(.+)", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void portInUse(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "/ip4/127.0.0.1/tcp/" + taken.getLocalPort();
            Report report = start(output, "libp2p.listen=" + address);
            assertThat(report.description()).startsWith("the libp2p node did not start").contains(address);
            assertThat(report.action()).startsWith("Stop the process that listens on that port")
                    .contains("libp2p.listen=");
        }
    }

    @Test
    void keyThatEverybodyCanRead(CapturedOutput output) throws IOException {
        Path key = Files.write(directory.resolve("open.key"), key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Report report = start(output, "libp2p.identity.key-file=" + key);
        assertThat(report.description()).contains(key.toString(), "open to everybody (rw-r--r--)");
        assertThat(report.action()).contains("chmod 600", "libp2p.identity.key-file");
    }

    /** A directory in the place of the file: no user may read one as a file, not even root, who may read everything else. */
    @Test
    void keyThatCannotBeRead(CapturedOutput output) throws IOException {
        Path key = Files.createDirectory(directory.resolve("identity.key"));
        Report report = start(output);
        assertThat(report.description()).startsWith("The node cannot use its private key").contains(key.toString());
        assertThat(report.action()).contains("right to read the file", "libp2p.identity.key-file");
    }

    @Test
    void dataDirectoryInUse(CapturedOutput output) {
        try (ConfigurableApplicationContext first = run()) {
            assertThat(first.isRunning()).isTrue();
            Report report = start(output);
            assertThat(report.description()).startsWith("The node cannot use its data directory")
                    .contains(directory.toString());
            assertThat(report.action()).contains("Stop the other node", "set libp2p.data-dir");
        }
    }

    @Test
    void malformedAddress(CapturedOutput output) {
        Report report = start(output, "libp2p.listen=/ip4/127.0.0.1/tcp/0,/ipv4/127.0.0.1/tcp/0");
        assertThat(report.description()).contains("libp2p.listen", "'/ipv4/127.0.0.1/tcp/0'", "did you mean ip4",
                "commandLineArgs");
        assertThat(report.action()).contains("/ip4/0.0.0.0/tcp/4001");
    }

    @Test
    void nothingToDialWith(CapturedOutput output) {
        Report report = start(output, "libp2p.listen=", "libp2p.transports.tcp.enabled=false",
                "libp2p.transports.websocket.enabled=false", "libp2p.transports.quic.enabled=false");
        assertThat(report.description()).contains("nothing to dial with");
        assertThat(report.action()).contains("libp2p.transports.tcp.enabled", "libp2p.transports.memory.enabled=true");
    }

    @Test
    void secureWebSocketWithoutACertificate(CapturedOutput output) {
        Report report = start(output, "libp2p.listen=/ip4/127.0.0.1/tcp/0/tls/ws");
        assertThat(report.description()).contains("libp2p.listen", "'/ip4/127.0.0.1/tcp/0/tls/ws'",
                "needs a certificate");
        assertThat(report.action()).contains("libp2p.transports.websocket.ssl.bundle");
    }

    @Test
    void brokenSwarmKey(CapturedOutput output) {
        Report report = start(output, "libp2p.pnet.key=not-to-be-shown");
        assertThat(report.description()).contains("libp2p.pnet.key is '******'", "commandLineArgs", "swarm key")
                .doesNotContain("not-to-be-shown");
        assertThat(report.action()).contains("swarm.key");
    }

    @Test
    void swarmKeyFileThatIsNotThere(CapturedOutput output) {
        Report report = start(output, "libp2p.pnet.key-file=" + directory.resolve("swarm.key"));
        assertThat(report.description()).contains("libp2p.pnet.key-file", "swarm.key does not exist");
        assertThat(report.action()).contains("can read");
    }

    @Test
    void onePortForTwoTransportsOfAPrivateNetwork(CapturedOutput output) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String tcp = "/ip4/127.0.0.1/tcp/" + port;
        Report report = start(output, "libp2p.listen=" + tcp + "," + tcp + "/ws", "libp2p.pnet.key=" + "5a".repeat(32));
        assertThat(report.description()).contains(tcp + "/ws", "private network");
        assertThat(report.action()).contains("port of its own");
    }

    @Test
    void announcedPlaceholderWithoutAValue(CapturedOutput output) {
        Report report = start(output, "libp2p.announce=/ip4/${NOWHERE_AT_ALL}/tcp/4001");
        assertThat(report.description()).contains("libp2p.announce", "'${NOWHERE_AT_ALL}' has no value");
        assertThat(report.action()).contains("Set the environment variable or property of that name");
    }

    @Test
    void announcedOrdinalOutsideAStatefulSet(CapturedOutput output) {
        Report report = start(output, "libp2p.announce=/ip4/192.0.2.1/tcp/{ordinal+30400}");
        assertThat(report.description()).contains("libp2p.announce", "{ordinal+30400}", "the ordinal is unknown");
        assertThat(report.action()).contains("Set POD_INDEX", "POD_NAME");
    }

    @Test
    void unknownBundle(CapturedOutput output) {
        Report report = start(output, "libp2p.identity.type=ssl-bundle", "libp2p.identity.ssl-bundle=nobody");
        assertThat(report.description()).contains("libp2p.identity.ssl-bundle is 'nobody'", "commandLineArgs",
                "no SSL bundle has that name");
        assertThat(report.action()).contains("spring.ssl.bundle.pem.nobody.keystore.private-key");
    }

    @Test
    void aPartThatThisVersionDoesNotServe(CapturedOutput output) {
        Report report = start(output, "libp2p.security=secio");
        assertThat(report.description()).contains("libp2p.security is 'secio'",
                "this version has 'noise' or 'tls' only");
        assertThat(report.action()).isEqualTo("Set it to 'noise' or 'tls', or leave it out.");
    }

    @Test
    void plaintextWithoutItsOwnSwitch(CapturedOutput output) {
        Report report = start(output, "libp2p.security=noise,plaintext");
        assertThat(report.description()).contains("libp2p.security is 'plaintext'", "commandLineArgs",
                "encrypts nothing and proves nobody", "libp2p.plaintext.allow is 'false'");
        assertThat(report.action()).contains("Take 'plaintext' off the list", "libp2p.plaintext.allow=true");
    }

    @Test
    void noBootstrapPeerWhereOneIsRequired(CapturedOutput output) {
        String peer = "/ip4/127.0.0.1/tcp/1/p2p/12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM";
        Report report = start(output, "libp2p.discovery.bootstrap.peers=" + peer, "libp2p.startup.policy=fail-fast",
                "libp2p.startup.timeout=500ms");
        assertThat(report.description()).contains("libp2p.startup.policy is 'fail-fast'", "within 500 ms", peer);
        assertThat(report.action()).contains("Start one of these peers", "libp2p.startup.policy=continue");
    }

    @Test
    void bootstrapAddressWithoutAPeer(CapturedOutput output) {
        Report report = start(output, "libp2p.discovery.bootstrap.peers=/ip4/127.0.0.1/tcp/1");
        assertThat(report.description()).contains("libp2p.discovery.bootstrap.peers is '/ip4/127.0.0.1/tcp/1'",
                "which peer it leads to");
        assertThat(report.action()).startsWith("Add /p2p/");
    }

    /** Boot's own report of a bad value prints it from every other source that has it. */
    @Test
    void aBrokenPrivateKeyIsNotPrintedFromAnyOfTheSourcesThatHaveIt(CapturedOutput output) {
        String broken = "zBrokenSecret" + Base64.getEncoder().encodeToString(key());
        System.setProperty("libp2p.identity.key", "Other" + broken);
        try {
            Report report = start(output, "libp2p.identity.type=inline", "libp2p.identity.key=" + broken);
            assertThat(report.description()).contains("libp2p.identity.key is '******'");
            assertThat(report.action()).contains("PEM");
            assertThat(output).doesNotContain("BrokenSecret");
        } finally {
            System.clearProperty("libp2p.identity.key");
        }
    }

    private static byte[] key() {
        return Identity.generate(KeyType.ED25519, new SecureRandom()).encoded();
    }

    private Report start(CapturedOutput output, String... properties) {
        int before = output.length();
        assertThatException().as("started in spite of %s", List.of(properties))
                .isThrownBy(() -> run(properties).close());
        Matcher report = REPORT.matcher(output.toString().substring(before));
        assertThat(report.find()).as("a report in %s", output).isTrue();
        return new Report(report.group(1).strip(), report.group(2).strip());
    }

    private ConfigurableApplicationContext run(String... properties) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        boolean listens = Stream.of(properties).anyMatch(property -> property.startsWith("libp2p.listen="));
        String[] arguments = Stream.concat(
                Stream.of("libp2p.data-dir=" + directory, listens
                        ? "spring.main.banner-mode=off"
                        : "libp2p.listen=/ip4/127.0.0.1/tcp/0"),
                Stream.of(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new);
        return application.run(arguments);
    }

    private record Report(String description, String action) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
