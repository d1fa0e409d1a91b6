package dev.jlibp2p.node.info;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What properties are where nobody sets them, as the metadata of the class path's jars tells; some have no default. */
@Component
final class PropertyDefaults {

    private static final String METADATA = "classpath*:META-INF/spring-configuration-metadata.json";

    private static final String PREFIX = "libp2p.";

    private final Map<String, String> defaults;

    PropertyDefaults(ResourcePatternResolver resources) throws IOException {
        Map<String, String> all = new TreeMap<>();
        JsonMapper json = JsonMapper.shared();
        for (Resource resource : resources.getResources(METADATA)) {
            for (JsonNode property : json.readTree(resource.getContentAsByteArray()).path("properties")) {
                String name = property.path("name").asString("");
                if (name.startsWith(PREFIX) && property.has("defaultValue")) {
                    all.put(name, text(property.path("defaultValue")));
                }
            }
        }
        defaults = Map.copyOf(all);
    }

    /** By name. */
    Map<String, String> all() {
        return defaults;
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                : value.asString();
    }
}
