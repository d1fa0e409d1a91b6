package dev.jlibp2p.spring.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The properties that keep a node within its process, before all others but for what a test itself says. A test speaks
 * through the property sources down to the system properties; environment variables and files below are the application's.
 */
final class MemoryTransportProperties {

    static final String NAME = "libp2p memory transport of tests";

    private final List<ConfigurationPropertySource> all = new ArrayList<>();

    private final List<ConfigurationPropertySource> ofTheTest = new ArrayList<>();

    private final Map<String, Object> properties = new LinkedHashMap<>();

    private MemoryTransportProperties(MutablePropertySources sources) {
        List<PropertySource<?>> single = sources.stream().filter(source -> !isViewOfAll(source)).toList();
        int system = single.indexOf(PropertySource.named(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
        all.addAll(asConfiguration(single.stream()));
        ofTheTest.addAll(asConfiguration(single.stream().limit(system + 1L)));
    }

    static void addTo(ConfigurableEnvironment environment) {
        MutablePropertySources sources = environment.getPropertySources();
        if (!sources.contains(NAME)) {
            sources.addFirst(new MapPropertySource(NAME, new MemoryTransportProperties(sources).chosen()));
        }
    }

    private Map<String, Object> chosen() {
        if (!says(ofTheTest, "libp2p.listen") && !says(ofTheTest, "libp2p.transports")) {
            properties.put("libp2p.listen", "/memory/0");
            properties.put("libp2p.transports.memory.enabled", true);
            properties.put("libp2p.transports.tcp.enabled", false);
            properties.put("libp2p.transports.websocket.enabled", false);
            properties.put("libp2p.transports.quic.enabled", false);
            clear("libp2p.announce");
            clear("libp2p.append-announce");
        }
        clear("libp2p.discovery.bootstrap.peers");
        clear("libp2p.connection-manager.persistent-peers");
        if (!says(ofTheTest, "libp2p.identity") && !says(ofTheTest, "libp2p.data-dir")) {
            properties.put("libp2p.identity.type", "ephemeral");
        }
        return properties;
    }

    /** Empties a list that the application fills. */
    private void clear(String list) {
        if (says(all, list) && !says(ofTheTest, list)) {
            properties.put(list, "");
        }
    }

    private static boolean says(List<ConfigurationPropertySource> sources, String name) {
        ConfigurationPropertyName wanted = ConfigurationPropertyName.of(name);
        return sources.stream()
                .anyMatch(source -> source.getConfigurationProperty(wanted) != null
                        || source.containsDescendantOf(wanted) == ConfigurationPropertyState.PRESENT);
    }

    private static List<ConfigurationPropertySource> asConfiguration(Stream<PropertySource<?>> sources) {
        return sources.map(source -> ConfigurationPropertySource.from(source)).filter(Objects::nonNull).toList();
    }

    /** Boot puts one first that answers for all behind it. */
    private static boolean isViewOfAll(PropertySource<?> source) {
        return ConfigurationPropertySources.isAttachedConfigurationPropertySource(source);
    }
}
