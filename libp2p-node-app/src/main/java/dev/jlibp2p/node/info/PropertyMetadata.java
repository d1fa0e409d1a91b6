package dev.jlibp2p.node.info;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The properties there are and what they are where nobody sets them, as the metadata of the class path's jars tells. */
@Component
final class PropertyMetadata {

    private static final String FILES = "classpath*:META-INF/spring-configuration-metadata.json";

    private static final String PREFIX = "libp2p.";

    private static final String MAP = "java.util.Map<";

    /** By its letters: a variable of the environment cannot tell a dot from a dash. */
    private final Map<String, Property> known = new HashMap<>();

    private final Map<String, String> defaults = new TreeMap<>();

    PropertyMetadata(ResourcePatternResolver resources) throws IOException {
        JsonMapper json = JsonMapper.shared();
        for (Resource resource : resources.getResources(FILES)) {
            for (JsonNode property : json.readTree(resource.getContentAsByteArray()).path("properties")) {
                String name = property.path("name").asString("");
                if (name.startsWith(PREFIX)) {
                    known.put(letters(name), new Property(name, property.path("type").asString("").startsWith(MAP)));
                    if (property.has("defaultValue")) {
                        defaults.put(name, text(property.path("defaultValue")));
                    }
                }
            }
        }
    }

    /** A property as it is documented; the keys of a map are the user's. */
    record Property(String name, boolean isMap) {}

    /** What a name that was set stands for, and how it is written: an element of a list or map has something behind it. */
    record Written(Property property, String name) {}

    /** By name; some have none. */
    Map<String, String> defaults() {
        return defaults;
    }

    /** Empty for a name that is no property's. */
    Optional<Written> written(ConfigurationPropertyName name) {
        for (int length = name.getNumberOfElements(); length > 1; length--) {
            ConfigurationPropertyName head = name.chop(length);
            Property property = known.get(letters(head.toString()));
            String rest = name.toString().substring(head.toString().length());
            if (property != null && (rest.isEmpty() || rest.startsWith("[") || property.isMap())) {
                return Optional.of(new Written(property, property.name() + rest));
            }
        }
        return Optional.empty();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                : value.asString();
    }
}
