package dev.jlibp2p.spring.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.gate.Access;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.gate.GateMode;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class GaterPropertiesTest {

    private static final String PEER = "12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pConnectionAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    @Test
    void withoutPropertiesEverybodyMayConnect() {
        runner.run(context -> {
            AccessGater gater = context.getBean(AccessGater.class);
            assertThat(gater.mode()).isEqualTo(GateMode.ENFORCE);
            assertThat(gater.entries(Access.ALLOW)).isEmpty();
            assertThat(gater.entries(Access.DENY)).isEmpty();
        });
    }

    @Test
    void entriesOfEveryKindReachTheGater() {
        runner.withPropertyValues("libp2p.gater.mode=shadow", "libp2p.gater.allow=10.0.0.0/8, " + PEER,
                "libp2p.gater.deny=/ip4/192.0.2.1/tcp/4001").run(context -> {
                    AccessGater gater = context.getBean(AccessGater.class);
                    assertThat(gater.mode()).isEqualTo(GateMode.SHADOW);
                    assertThat(gater.entries(Access.ALLOW)).extracting(entry -> entry.rule().toString())
                            .containsExactly("10.0.0.0/8", PEER);
                    assertThat(gater.entries(Access.DENY)).extracting(entry -> entry.rule().toString())
                            .containsExactly("/ip4/192.0.2.1/tcp/4001");
                });
    }

    @Test
    void theGaterOfTheContextIsTheHosts() {
        runner.withPropertyValues("libp2p.gater.deny=" + PEER).run(context -> {
            ConnectionGater gater = context.getBean(ConnectionGater.class);
            assertThat(gater.admitsDial(PeerId.of(PEER), Multiaddr.of("/ip4/192.0.2.1/tcp/1"))).isFalse();
            assertThat(context).hasSingleBean(ConnectionGater.class);
        });
    }

    @Test
    void anEntryThatCannotBeARuleFailsTheStart() {
        runner.withPropertyValues("libp2p.gater.deny=/dns4/evil.example")
                .run(context -> assertThat(context).getFailure()
                        .hasStackTraceContaining("names are resolved first"));
    }

    @Test
    void aGaterOfTheApplicationsOwnIsTheOnlyOne() {
        runner.withBean(ConnectionGater.class, () -> ConnectionGater.OPEN)
                .run(context -> assertThat(context).hasSingleBean(ConnectionGater.class)
                        .doesNotHaveBean(AccessGater.class));
    }
}
