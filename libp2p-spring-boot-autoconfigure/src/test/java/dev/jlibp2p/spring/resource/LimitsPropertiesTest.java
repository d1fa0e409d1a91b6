package dev.jlibp2p.spring.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.resource.Capacity;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.connection.Libp2pConnectionAutoConfiguration;
import dev.jlibp2p.spring.diagnostics.Libp2pDiagnosticsAutoConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LimitsPropertiesTest {

    private static final ProtocolId PROTOCOL = ProtocolId.of("/test/1.0.0");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pConnectionAutoConfiguration.class, Libp2pResourceAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pDiagnosticsAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/memory/0");

    @Test
    void whatIsLeftOutIsScaledToTheProcess() {
        runner.run(context -> assertThat(context.getBean(ResourceManager.class).limits())
                .isEqualTo(ResourceLimits.scaledTo(Capacity.ofThisProcess())));
    }

    @Test
    void whatIsSetHoldsAndTheRestIsScaledFromMemoryAndDescriptors(CapturedOutput output) {
        runner.withPropertyValues("libp2p.limits.memory=32MB", "libp2p.limits.file-descriptors=300",
                "libp2p.limits.system.connections-inbound=77", "libp2p.limits.transient.connections-inbound=7",
                "libp2p.limits.peer.streams-inbound=5", "libp2p.limits.peer.memory=100MB",
                "libp2p.limits.protocols[/test/1.0.0].streams-inbound=3", "libp2p.limits.accept-rate.per-ip=2.5")
                .run(context -> {
                    ResourceManager resources = context.getBean(ResourceManager.class);
                    ResourceLimits limits = resources.limits();
                    assertThat(limits.system()).isEqualTo(new Limits(77, 100, 2048, 2048, 32 << 20));
                    assertThat(limits.unproven().connectionsInbound()).isEqualTo(7);
                    assertThat(limits.peer()).isEqualTo(new Limits(8, 8, 5, 128, 100 << 20));
                    assertThat(limits.connection()).isEqualTo(new Limits(0, 0, 5, 128, 100 << 20));
                    assertThat(limits.protocols()).containsExactly(
                            Map.entry(PROTOCOL, new Limits(0, 0, 3, 1024, 16 << 20)));
                    assertThat(limits.accept().perIp()).isEqualTo(2.5);
                    ResourceScope protocol = resources.protocol(PROTOCOL);
                    for (int i = 0; i < 3; i++) {
                        protocol.addStream(true);
                    }
                    assertThatThrownBy(() -> protocol.addStream(true))
                            .hasMessageContaining("(in use 3, allowed 3); raise"
                                    + " libp2p.limits.protocols[/test/1.0.0].streams-inbound");
                    assertThat(ScopeReport.nearlyFull(resources)).containsExactly(
                            "protocol /test/1.0.0: streams-inbound at 100 %");
                });
        assertThat(output).contains("libp2p.limits.system.connections-inbound is 77, less than twice"
                + " libp2p.connection-manager.high-water, which is 192")
                .doesNotContain("is no property of this version");
    }

    @Test
    void theBlockForTheLogHasEveryLimit() {
        ResourceLimits scaled = ResourceLimits.scaledTo(new Capacity(32 << 20, 300, 2));
        ResourceLimits limits = new ResourceLimits(scaled.system(), scaled.unproven(), scaled.peer(),
                scaled.connection(), scaled.protocol(), Map.of(PROTOCOL, new Limits(0, 0, 3, 1024, 16 << 20)),
                scaled.accept());
        assertThat(LimitsText.of(limits, new Capacity(32 << 20, 300, 2)))
                .contains("limits for 32MiB and 300 file descriptors")
                .containsPattern("system +200 +100 +2048 +2048 +32MiB")
                .containsPattern("/test/1.0.0 +0 +0 +3 +1024 +16MiB")
                .contains("0.2 links a second, 16 at once, 8 open");
    }

    @Test
    void switchedOffNothingIsRefused(CapturedOutput output) {
        runner.withPropertyValues("libp2p.limits.enabled=false", "libp2p.limits.system.connections-inbound=0")
                .run(context -> assertThat(context.getBean(ResourceManager.class).limits())
                        .isEqualTo(ResourceLimits.UNLIMITED));
        assertThat(output).contains("limits: none, because libp2p.limits.enabled is false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"libp2p.limits.memory=0", "libp2p.limits.file-descriptors=-1",
        "libp2p.limits.system.connections-inbound=-1", "libp2p.limits.transient.memory=-1B",
        "libp2p.limits.protocols[/a].streams-inbound=-1", "libp2p.limits.accept-rate.per-ip=0",
        "libp2p.limits.accept-rate.burst=0", "libp2p.limits.accept-rate.connections-per-ip=0"})
    void aLimitThatMakesNoSenseFailsTheStartAndIsNamed(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .hasMessageContaining(property.substring(0, property.indexOf('='))));
    }
}
