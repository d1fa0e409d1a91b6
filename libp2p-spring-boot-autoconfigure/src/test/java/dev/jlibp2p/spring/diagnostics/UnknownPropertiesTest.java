package dev.jlibp2p.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTest {

    @ParameterizedTest
    @CsvSource({"libp2p.listn,libp2p.listen", "libp2p.identity.keyfle,libp2p.identity.key-file",
        "libp2p.muxer,libp2p.muxers", "libp2p.yamux.maxwindows,libp2p.yamux.max-window"})
    void aMisspeltKeyIsOneWarningThatKnowsBetter(String key, String meant, CapturedOutput output) {
        check(Map.of(key, "secret-value"));

        List<String> warnings = output.toString().lines().filter(line -> line.contains("WARN")).toList();
        assertThat(warnings).singleElement()
                .satisfies(line -> assertThat(line).contains("did you mean " + meant + "?")
                        .doesNotContain("secret-value"));
    }

    @Test
    void aKeyLikeNoOtherIsAWarningWithoutAGuess(CapturedOutput output) {
        check(Map.of("libp2p.something.entirely.different", "1"));
        assertThat(output).contains("libp2p.something.entirely.different").doesNotContain("did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"libp2p.listen", "libp2p.listen[0]", "libp2p.data-dir", "libp2p.dataDir", "libp2p.data_dir",
        "libp2p.enabled", "libp2p.identity.key", "other.key"})
    void aKnownKeyIsSilentInEverySpelling(String key, CapturedOutput output) {
        check(Map.of(key, "x"));
        assertThat(output).doesNotContain("WARN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIBP2P_DATA_DIR", "LIBP2P_DATADIR", "LIBP2P_LISTEN_0_", "LIBP2P_LISTEN",
        "LIBP2P_NODE_SERVICE_HOST", "LIBP2P_PORT_4001_TCP_ADDR", "LIBP2P_FORCE_PNET"})
    void variablesThatAreKnownOrSomebodyElsesAreSilent(String variable, CapturedOutput output) {
        checkVariables(Map.of(variable, "x"));
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void aMisspeltVariableIsAWarning(CapturedOutput output) {
        checkVariables(Map.of("LIBP2P_DATADRI", "x"));
        assertThat(output).contains("WARN").contains("did you mean libp2p.data-dir?");
    }

    private static void check(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        check(environment);
    }

    private static void checkVariables(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources()
                .replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        check(environment);
    }

    private static void check(StandardEnvironment environment) {
        new UnknownProperties(environment, new PathMatchingResourcePatternResolver()).afterSingletonsInstantiated();
    }
}
