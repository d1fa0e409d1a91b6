package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Starts that fail, as a person sees them: by the report that Boot prints. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            libp2p.enabled                   | perhaps             | boolean
            libp2p.listen                    | /ipv4/127.0.0.1/tcp/0 | did you mean
            libp2p.listen                    | /ip4/300.0.0.1/tcp/0 | 300.0.0.1
            libp2p.listen                    | /ip4/127.0.0.1/udp/0/webrtc-direct | no transport
            libp2p.announce                  | /ip4/${NOWHERE}/tcp/1 | ${NOWHERE}
            libp2p.announce                  | /ip4/192.0.2.1/tcp/{ordinal+30400} | POD_INDEX
            libp2p.announce                  | nonsense            | nonsense
            libp2p.security                  | plaintext           | libp2p.plaintext.allow=true
            libp2p.security                  | noise,plaintext     | proves nobody
            libp2p.security                  | secio               | 'noise' or 'tls' only
            libp2p.security                  | nose                | noise
            libp2p.muxers                    | spdy                | 'yamux' or 'mplex' only
            libp2p.muxers                    | muxado              | 'yamux' or 'mplex' only
            libp2p.startup.policy            | perhaps             | FAIL_FAST
            libp2p.startup.timeout           | 0s                  | more than 0
            libp2p.discovery.bootstrap.interval | 0s               | more than 0
            libp2p.upgrade-timeout           | 0s                  | more than 0
            libp2p.upgrade-timeout           | soon                | soon
            libp2p.ping.timeout              | 0s                  | more than 0
            libp2p.identify.push-interval-min | -1s                | more than 0
            libp2p.yamux.initial-window      | 1KB                 | 262144
            libp2p.yamux.max-window          | 100KB               | 262144
            libp2p.yamux.max-window          | 8GB                 | 1073741824
            libp2p.yamux.max-inbound-streams | 0                   | at least 1
            libp2p.peerstore.type            | jdbc                | 'memory' only
            libp2p.peerstore.max-peers       | 0                   | more than 0
            libp2p.identity.type             | ssl-bundle          | libp2p.identity.ssl-bundle
            libp2p.identity.type             | inline              | libp2p.identity.key
            libp2p.identity.key-type         | dsa                 | ed25519
            libp2p.transports.tcp.enabled    | sometimes           | boolean
            libp2p.transports.quic.enabled   | sometimes           | boolean
            libp2p.transports.quic.max-window | 1MB                | 16MB
            libp2p.transports.quic.max-datagram-size | 1000B       | 1200
            """)
    void aBadValueFailsTheStartAndTheReportNamesThePropertyAndTheRemedy(String property, String value, String told,
            CapturedOutput output) {
        assertThat(start(property + "=" + value)).isFalse();

        assertThat(output).contains("APPLICATION FAILED TO START").contains(property).containsIgnoringCase(told);
    }

    @Test
    void aPortInUseIsNamedWithTheWayOut(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(start("libp2p.listen=/ip4/127.0.0.1/tcp/" + taken.getLocalPort())).isFalse();

            assertThat(output).contains("APPLICATION FAILED TO START")
                    .contains("/ip4/127.0.0.1/tcp/" + taken.getLocalPort())
                    .contains("Stop the process that listens on that port");
        }
    }

    @Test
    void aDirectoryInUseIsRefusedAndFreeAfterwards(CapturedOutput output) {
        try (ConfigurableApplicationContext first = application()) {
            assertThat(first.isRunning()).isTrue();
            assertThat(start()).isFalse();
            assertThat(output).contains("APPLICATION FAILED TO START")
                    .contains(directory.toString())
                    .contains("set libp2p.data-dir");
        }
        assertThat(start()).isTrue();
    }

    @Test
    void aStartThatFailsLeavesTheDirectoryFree() {
        assertThat(start("libp2p.listen=/ip4/192.0.2.1/tcp/0")).as("no interface has that address").isFalse();
        assertThat(start()).isTrue();
    }

    @Test
    void aKeyFileOpenToEverybodyIsRefused(CapturedOutput output) throws IOException {
        Path file = keyFile("rw-r--r--");
        assertThat(start("libp2p.identity.key-file=" + file)).isFalse();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(file.toString()).contains("chmod 600");
    }

    @Test
    void aKeyFileThatItsGroupMayReadIsAWarning(CapturedOutput output) throws IOException {
        Path file = keyFile("rw-r-----");
        assertThat(start("libp2p.identity.key-file=" + file)).isTrue();
        assertThat(output).contains("WARN").contains(file.toString());
    }

    @Test
    void aTruncatedKeyFileIsRefused(CapturedOutput output) throws IOException {
        Path file = keyFile("rw-------");
        Files.write(file, new byte[]{8, 1, 18});
        assertThat(start("libp2p.identity.key-file=" + file)).isFalse();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(file.toString());
    }

    @Test
    void aMissingKeyFileIsRefusedWhereNoneMayBeMade(CapturedOutput output) {
        assertThat(start("libp2p.identity.create-if-missing=false")).isFalse();
        assertThat(output).contains("APPLICATION FAILED TO START").contains("identity.key").contains("does not exist");
    }

    private Path keyFile(String mode) throws IOException {
        assertThat(start()).as("makes a key").isTrue();
        Path file = Files.copy(directory.resolve("identity.key"), directory.resolve("other.key"));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private boolean start(String... properties) {
        try (ConfigurableApplicationContext context = application(properties)) {
            return context.isRunning();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private ConfigurableApplicationContext application(String... properties) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        String[] arguments = new String[properties.length + 2];
        arguments[0] = "--libp2p.data-dir=" + directory;
        arguments[1] = "--libp2p.listen=/ip4/127.0.0.1/tcp/0";
        for (int i = 0; i < properties.length; i++) {
            arguments[i + 2] = "--" + properties[i];
            if (properties[i].startsWith("libp2p.listen=")) {
                arguments[1] = "--spring.main.banner-mode=off";
            }
        }
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
