package dev.jlibp2p.node.info;

import dev.jlibp2p.Libp2pVersion;
import dev.jlibp2p.node.info.PropertyMetadata.Property;
import dev.jlibp2p.node.info.PropertyMetadata.Written;
import dev.jlibp2p.resource.ResourceManager;
import io.swagger.v3.oas.annotations.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PropertyPlaceholderHelper;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the node is configured, and by whom: what was set, then the defaults of what was not. */
@RestController
@RequestMapping("/api/v1/node")
final class ConfigController {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("libp2p");

    /** Of what nobody set. */
    private static final String DEFAULT = "default";

    /** Of what is no property: it may be the name of a secret, misspelt. */
    private static final String MASKED = "******";

    private static final PropertyPlaceholderHelper PLACEHOLDERS = new PropertyPlaceholderHelper("${", "}");

    private final ConfigurableEnvironment environment;

    private final PropertyMetadata metadata;

    private final ObjectProvider<ResourceManager> resources;

    private final Sanitizer sanitizer;

    ConfigController(ConfigurableEnvironment environment, PropertyMetadata metadata,
            ObjectProvider<ResourceManager> resources, ObjectProvider<SanitizingFunction> secrets) {
        this.environment = environment;
        this.metadata = metadata;
        this.resources = resources;
        this.sanitizer = new Sanitizer(secrets.orderedStream().toList());
    }

    /**
     * The first of several sources counts, as for the node, and gives all of a list. Values that were set are as written: a
     * placeholder may stand for a secret.
     */
    @GetMapping("/config")
    @Operation(operationId = "getConfig", summary = "Properties as they are, set or not, where they come from, secrets masked")
    ConfigView config() {
        Map<String, PropertyView> items = new TreeMap<>();
        Map<String, ConfigurationPropertySource> sources = new HashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .map(iterable::getConfigurationProperty)
                        .forEach(property -> add(property, source, sources, items));
            }
        }
        addDefaults(items);
        return new ConfigView(List.copyOf(items.values()));
    }

    private void add(ConfigurationProperty property, ConfigurationPropertySource source,
            Map<String, ConfigurationPropertySource> sources, Map<String, PropertyView> items) {
        String origin = String.valueOf(property.getOrigin());
        Optional<Written> written = metadata.written(property.getName());
        if (written.isEmpty()) {
            String name = property.getName().toString();
            items.putIfAbsent(name, new PropertyView(name, MASKED, origin));
            return;
        }
        String name = written.get().name();
        Property of = written.get().property();
        if (of.isMap() || sources.computeIfAbsent(of.name(), first -> source).equals(source)) {
            items.computeIfAbsent(name, first -> new PropertyView(name, shown(name, property, source), origin));
        }
    }

    private void addDefaults(Map<String, PropertyView> items) {
        Map<String, String> unset = new TreeMap<>(metadata.defaults());
        unset.put("libp2p.agent-version", Libp2pVersion.agentVersion());
        resources.ifAvailable(manager -> unset.putAll(EffectiveLimits.of(manager.limits())));
        unset.keySet().removeIf(name -> isSet(name, items.keySet()));
        unset.forEach((name, value) -> items.put(name, new PropertyView(name, PLACEHOLDERS.replacePlaceholders(value,
                other -> items.containsKey(other) ? items.get(other).value() : unset.get(other)), DEFAULT)));
    }

    /** Itself, or an element of it where it is a list or a map. */
    private static boolean isSet(String name, Set<String> set) {
        return set.stream().anyMatch(each -> each.equals(name) || each.startsWith(name + "["));
    }

    private String shown(String name, ConfigurationProperty property, ConfigurationPropertySource source) {
        PropertySource<?> underlying = source.getUnderlyingSource() instanceof PropertySource<?> known ? known : null;
        @Nullable
        Object shown = sanitizer.sanitize(new SanitizableData(underlying, name, property.getValue()), true);
        return text(shown);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Collection<?> values) {
            List<String> texts = new ArrayList<>();
            values.forEach(each -> texts.add(String.valueOf(each)));
            return String.join(", ", texts);
        }
        return String.valueOf(value);
    }

    record ConfigView(List<PropertyView> items) {}

    /** One property; {@code origin} says where it was set, or that it is the default. */
    record PropertyView(String name, String value, String origin) {}
}
