package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.jlibp2p.node.NodeApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class UnsafeAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", ""})
    void anAddressOthersReachFailsTheStartAndTheReportNamesTheRemedy(String address, CapturedOutput output) {
        assertThatException().isThrownBy(() -> start("--server.address=" + address));
        assertThat(output).contains("APPLICATION FAILED TO START")
                .contains("server.address")
                .contains("Set server.address to 127.0.0.1")
                .contains("kubectl port-forward");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"mtls,'token'", "oauth2,'token'", "nothing,NONE"})
    void securityThatThisVersionHasNotFailsTheStart(String security, String told, CapturedOutput output) {
        assertThatException().isThrownBy(() -> start("--libp2p.admin.security=" + security));
        assertThat(output).contains("APPLICATION FAILED TO START").contains("libp2p.admin.security").contains(told);
    }

    @Test
    void aTokenFileThatCannotBeUsedFailsTheStartAndTheReportNamesTheRemedy(@TempDir Path directory,
            CapturedOutput output) throws IOException {
        Path file = Files.writeString(directory.resolve("open.token"), "aTokenThatOthersKnow");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatException().isThrownBy(() -> start("--libp2p.admin.security=token",
                "--libp2p.admin.token-file=" + file, "--libp2p.data-dir=" + directory));
        assertThat(output).contains("APPLICATION FAILED TO START")
                .contains(file + " is open to everybody (rw-r--r--)")
                .contains("chmod 600")
                .contains("libp2p.admin.token-file")
                .doesNotContain("aTokenThatOthersKnow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
    void everyLoopbackAddressIsSafe(String address) throws UnknownHostException {
        for (InetAddress loopback : InetAddress.getAllByName(address)) {
            assertThatCode(() -> LoopbackOnly.requireLoopback(loopback)).doesNotThrowAnyException();
        }
    }

    private static void start(String... arguments) {
        SpringApplication application = new SpringApplication(NodeApplication.class);
        application.setRegisterShutdownHook(false);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server.port=0", "--libp2p.identity.type=ephemeral",
                "--libp2p.listen=/ip4/127.0.0.1/tcp/0"));
        application.run(all.toArray(String[]::new)).close();
    }
}
