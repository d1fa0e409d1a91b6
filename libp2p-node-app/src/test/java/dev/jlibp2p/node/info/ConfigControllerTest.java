package dev.jlibp2p.node.info;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2pVersion;
import dev.jlibp2p.resource.Capacity;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.endpoint.Libp2pSecretsAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ConfigControllerTest {

    private static final ResourceLimits LIMITS = ResourceLimits.scaledTo(new Capacity(256 << 20, 768, 2));

    private static final String SECRET = "mCAESQsecret";

    @Test
    void everythingSetIsShownOnceWithItsOriginAndSecretsAreMasked() {
        new ApplicationContextRunner()
                .withInitializer(context -> addSources(context.getEnvironment()))
                .withUserConfiguration(Libp2pSecretsAutoConfiguration.class, PropertyMetadata.class,
                        ConfigController.class)
                .withBean(ResourceManager.class, () -> new ResourceManager(LIMITS))
                .run(context -> {
                    ConfigController.ConfigView config = context.getBean(ConfigController.class).config();
                    Map<String, ConfigController.PropertyView> items = config.items()
                            .stream()
                            .collect(Collectors.toMap(ConfigController.PropertyView::name, item -> item));
                    assertThat(items.keySet()).contains("libp2p.listen", "libp2p.agent-version", "libp2p.pnet.key",
                            "libp2p.limits.protocols[/echo/1.0.0].memory", "libp2p.identity.key")
                            .doesNotContain("spring.application.json", "server.port");
                    assertThat(config.toString()).doesNotContain(SECRET).doesNotContain("other/1");
                    assertThat(items.get("libp2p.agent-version")).hasToString(
                            "PropertyView[name=libp2p.agent-version, value=mine/1, origin=\"libp2p.agent-version\" from"
                                    + " property source \"first\"]");
                    assertThat(items.get("libp2p.listen")).hasFieldOrPropertyWithValue("value", "/memory/1, /memory/2");
                    assertThat(items.get("libp2p.data-dir")).hasFieldOrPropertyWithValue("value", "${SOME_DIRECTORY}");
                    assertThat(config.items()).hasSameSizeAs(items.keySet());
                });
    }

    @Test
    void whatNobodySetIsShownAsItIs() {
        new ApplicationContextRunner().withPropertyValues("libp2p.data-dir=/somewhere", "libp2p.muxers[0]=mplex",
                "libp2p.limits.protocols[/echo/1.0.0].memory=1MB", "libp2p.limits.peer.memory=5MB")
                .withUserConfiguration(PropertyMetadata.class, ConfigController.class)
                .withBean(ResourceManager.class, () -> new ResourceManager(LIMITS))
                .run(context -> {
                    Map<String, String> shown = context.getBean(ConfigController.class)
                            .config()
                            .items()
                            .stream()
                            .collect(Collectors.toMap(ConfigController.PropertyView::name,
                                    item -> item.value() + " by " + item.origin().replaceAll(" .*", "")));
                    assertThat(shown).containsEntry("libp2p.security", "noise, tls by default")
                            .containsEntry("libp2p.dial.timeout", "15s by default")
                            .containsEntry("libp2p.gater.allow", " by default")
                            .containsEntry("libp2p.agent-version", Libp2pVersion.agentVersion() + " by default")
                            .containsEntry("libp2p.admin.security", "none by default")
                            .containsEntry("libp2p.identity.key-file", "/somewhere/identity.key by default")
                            .containsEntry("libp2p.limits.system.connections-inbound", "512 by default")
                            .containsEntry("libp2p.limits.transient.memory", "33554432B by default")
                            .containsEntry("libp2p.limits.peer.memory", "5MB by \"libp2p.limits.peer.memory\"")
                            .doesNotContainKeys("libp2p.muxers", "libp2p.limits.protocols", "libp2p.pnet.key");
                    assertThat(shown.values()).noneMatch(value -> value.startsWith("scaled"));
                });
    }

    @Test
    void aNameIsShownAsItIsDocumentedHoweverItWasWrittenAndOneThatIsNoneKeepsItsValue() {
        new ApplicationContextRunner().withInitializer(context -> {
            var sources = context.getEnvironment().getPropertySources();
            sources.addFirst(new MapPropertySource("file",
                    Map.of("libp2p.listen[0]", "/memory/1", "libp2p.listen[1]", "/memory/2")));
            sources.addFirst(new MapPropertySource("command line",
                    Map.of("libp2p.listen", "/memory/3", "libp2p.dialScope", "public", "libp2p.admin.token", SECRET)));
            sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
                    Map.of("LIBP2P_DATADIR", "/one", "LIBP2P_UPGRADE_TIMEOUT", "9s", "LIBP2P_PNET_PSK", SECRET)));
        })
                .withUserConfiguration(PropertyMetadata.class, ConfigController.class)
                .run(context -> {
                    Map<String, String> shown = context.getBean(ConfigController.class)
                            .config()
                            .items()
                            .stream()
                            .collect(Collectors.toMap(ConfigController.PropertyView::name,
                                    ConfigController.PropertyView::value));
                    assertThat(shown).containsEntry("libp2p.listen", "/memory/3")
                            .containsEntry("libp2p.dial.scope", "public")
                            .containsEntry("libp2p.data-dir", "/one")
                            .containsEntry("libp2p.identity.key-file", "/one/identity.key")
                            .containsEntry("libp2p.upgrade-timeout", "9s")
                            .containsEntry("libp2p.admin.token", "******")
                            .doesNotContainKeys("libp2p.listen[0]", "libp2p.datadir", "libp2p.upgrade.timeout")
                            .doesNotContainValue(SECRET);
                });
    }

    private static void addSources(ConfigurableEnvironment environment) {
        environment.getPropertySources()
                .addFirst(new MapPropertySource("second", Map.of("libp2p.agent-version", "other/1", "server.port", "1",
                        "libp2p.pnet.key", SECRET)));
        environment.getPropertySources()
                .addFirst(new MapPropertySource("first", Map.of("libp2p.agent-version", "mine/1", "libp2p.listen",
                        List.of("/memory/1", "/memory/2"), "libp2p.data-dir", "${SOME_DIRECTORY}",
                        "libp2p.limits.protocols[/echo/1.0.0].memory", "1MB")));
        environment.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of("LIBP2P_IDENTITY_KEY", SECRET,
                        "SPRING_APPLICATION_JSON", "{\"libp2p\":{\"identity\":{\"key\":\"" + SECRET + "\"}}}")));
    }
}
