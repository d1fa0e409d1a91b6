package dev.jlibp2p.node.info;

import io.swagger.v3.oas.annotations.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the node was told, by whom. What nobody set has its default and is not listed. */
@RestController
@RequestMapping("/api/v1/node")
final class ConfigController {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("libp2p");

    private final ConfigurableEnvironment environment;

    private final Sanitizer sanitizer;

    ConfigController(ConfigurableEnvironment environment, ObjectProvider<SanitizingFunction> secrets) {
        this.environment = environment;
        this.sanitizer = new Sanitizer(secrets.orderedStream().toList());
    }

    /** The first of several sources counts, as for the node. Values are as written: a placeholder may stand for a secret. */
    @GetMapping("/config")
    @Operation(operationId = "getConfig", summary = "Properties that are set, where they come from, secrets masked")
    ConfigView config() {
        Map<String, PropertyView> items = new TreeMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .map(iterable::getConfigurationProperty)
                        .forEach(property -> items.computeIfAbsent(property.getName().toString(),
                                name -> view(name, property, source)));
            }
        }
        return new ConfigView(List.copyOf(items.values()));
    }

    private PropertyView view(String name, ConfigurationProperty property, ConfigurationPropertySource source) {
        PropertySource<?> underlying = source.getUnderlyingSource() instanceof PropertySource<?> known ? known : null;
        @Nullable
        Object shown = sanitizer.sanitize(new SanitizableData(underlying, name, property.getValue()), true);
        return new PropertyView(name, text(shown), String.valueOf(property.getOrigin()));
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

    /** One property; {@code origin} says where it was set. */
    record PropertyView(String name, String value, String origin) {}
}
