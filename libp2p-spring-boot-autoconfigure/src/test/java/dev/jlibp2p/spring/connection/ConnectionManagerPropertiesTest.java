package dev.jlibp2p.spring.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.network.ConnectionManagerSettings;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import io.netty.util.concurrent.Ticker;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ConnectionManagerPropertiesTest {

    private static final String PEER = "12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pConnectionAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    @Test
    void withoutPropertiesTheNodeKeepsConnectionsAsTheLibraryDoes() {
        runner.run(context -> {
            ConnectionManager manager = context.getBean(ConnectionManager.class);
            assertThat(manager.settings()).isEqualTo(ConnectionManagerSettings.DEFAULTS);
            assertThat(context.getBean(Host.class).connectionManager()).isSameAs(manager);
        });
    }

    @Test
    void everyPropertyReachesTheManager() {
        String persistent = "/ip4/127.0.0.1/tcp/1/p2p/" + PEER;
        runner.withPropertyValues("libp2p.connection-manager.low-water=1", "libp2p.connection-manager.high-water=2",
                "libp2p.connection-manager.grace-period=3s", "libp2p.connection-manager.idle-timeout=4s",
                "libp2p.connection-manager.protected-peers=" + PEER,
                "libp2p.connection-manager.persistent-peers=" + persistent).run(context -> {
                    ConnectionManager manager = context.getBean(ConnectionManager.class);
                    ConnectionManagerSettings settings = manager.settings();
                    assertThat(settings.lowWater()).isEqualTo(1);
                    assertThat(settings.highWater()).isEqualTo(2);
                    assertThat(settings.gracePeriod()).hasSeconds(3);
                    assertThat(settings.idleTimeout()).hasSeconds(4);
                    assertThat(settings.persistentPeers()).hasToString("[" + persistent + "]");
                    assertThat(manager.protections(PeerId.of(PEER))).containsExactlyInAnyOrder("configured",
                            "persistent");
                });
    }

    @Test
    void valuesThatCannotBeMeantFailTheStartAndAreNamed() {
        runner.withPropertyValues("libp2p.connection-manager.low-water=200")
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .hasMessageContaining("libp2p.connection-manager.high-water is 192")
                        .hasMessageContaining("which is 200"));
        runner.withPropertyValues("libp2p.connection-manager.grace-period=-1s")
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .hasMessageContaining("libp2p.connection-manager.grace-period is PT-1S"));
        runner.withPropertyValues("libp2p.connection-manager.persistent-peers=/ip4/127.0.0.1/tcp/1")
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .hasMessageContaining("libp2p.connection-manager.persistent-peers")
                        .hasMessageContaining("does not say which peer it leads to"));
    }

    @Test
    void aManagerOfTheApplicationsOwnIsTheNodes() {
        runner.withUserConfiguration(OwnManager.class).run(context -> {
            assertThat(context).hasSingleBean(ConnectionManager.class);
            assertThat(context.getBean(Host.class).connectionManager().settings().highWater()).isEqualTo(7);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnManager {

        @Bean
        ConnectionManager manager() {
            return ConnectionManager.of(ConnectionManagerSettings.DEFAULTS.withWater(3, 7), Ticker.systemTicker(),
                    new Random(1));
        }
    }
}
