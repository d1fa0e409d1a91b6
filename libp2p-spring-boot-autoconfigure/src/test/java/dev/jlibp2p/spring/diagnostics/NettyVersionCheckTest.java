package dev.jlibp2p.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class NettyVersionCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"4.2.17.Final", "4.2.9.Final", "4.1.130.Final", "3.10.6", "4.2.0.RC1"})
    void anOlderNettyIsOneWarningThatNamesTheProperty(String version, CapturedOutput output) {
        new NettyVersionCheck(version).afterSingletonsInstantiated();

        assertThat(output.toString().lines()).singleElement()
                .satisfies(line -> assertThat(line).contains("WARN", version, "netty.version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.2.18.Final", "4.2.100.Final", "4.3.0.Alpha1", "5.0.0", "unknown", ""})
    void aNewerOrAnUnknownOneIsSilent(String version, CapturedOutput output) {
        new NettyVersionCheck(version).afterSingletonsInstantiated();

        assertThat(output).isEmpty();
    }

    @Test
    void theNettyOfThisBuildIsFound(CapturedOutput output) {
        new NettyVersionCheck().afterSingletonsInstantiated();

        assertThat(output).isEmpty();
        assertThat(io.netty.util.Version.identify()).containsKey("netty-common");
    }
}
