package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.jlibp2p.node.NodeApplication;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.extension.ExtendWith;
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
    @CsvSource(quoteCharacter = '"', value = {"token,'none'", "mtls,'none'", "oauth2,'none'", "nothing,NONE"})
    void securityThatThisVersionHasNotFailsTheStart(String security, String told, CapturedOutput output) {
        assertThatException().isThrownBy(() -> start("--libp2p.admin.security=" + security));
        assertThat(output).contains("APPLICATION FAILED TO START").contains("libp2p.admin.security").contains(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
    void everyLoopbackAddressIsSafe(String address) throws UnknownHostException {
        for (InetAddress loopback : InetAddress.getAllByName(address)) {
            assertThatCode(() -> LoopbackOnly.requireLoopback(loopback)).doesNotThrowAnyException();
        }
    }

    private static void start(String argument) {
        SpringApplication application = new SpringApplication(NodeApplication.class);
        application.setRegisterShutdownHook(false);
        application
                .run(argument, "--server.port=0", "--libp2p.identity.type=ephemeral",
                        "--libp2p.listen=/ip4/127.0.0.1/tcp/0")
                .close();
    }
}
