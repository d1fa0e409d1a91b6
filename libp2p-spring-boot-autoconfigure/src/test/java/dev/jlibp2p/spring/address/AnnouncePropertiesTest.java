package dev.jlibp2p.spring.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class AnnouncePropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0", "POD_INDEX=3");

    @Test
    void theNodeTellsWhatIsAppendedAndNotWhatIsSuppressed() {
        runner.withPropertyValues("libp2p.no-announce=127.0.0.0/8",
                "libp2p.append-announce=/dns4/node-{ordinal}.example/tcp/{ordinal+30400}").run(context -> {
                    Host host = context.getBean(Host.class);
                    assertThat(host.addresses().announced())
                            .containsExactly(Multiaddr.of("/dns4/node-3.example/tcp/30403"));
                    assertThat(host.addresses().listen()).hasSize(1);
                });
    }

    @Test
    void whatCannotBeToldFailsTheStartAndIsNamed() {
        runner.withPropertyValues("libp2p.append-announce=/ip4/${NODE_IP}/tcp/1")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("NODE_IP"));
        runner.withPropertyValues("libp2p.append-announce=/ip4/0.0.0.0/tcp/1")
                .run(context -> assertThat(context).getFailure()
                        .hasStackTraceContaining("/ip4/0.0.0.0/tcp/1 is a wildcard"));
        runner.withPropertyValues("libp2p.no-announce=10.0.0.0/99")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("99 bits"));
    }
}
