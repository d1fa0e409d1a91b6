package dev.jlibp2p.spring.diagnostics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The {@code libp2p.*} properties of the class path, as the metadata of its jars lists them: what editors complete is what is
 * known here. Immutable.
 */
final class KnownProperties {

    static final String PREFIX = "libp2p.";

    private static final String METADATA = "classpath*:META-INF/spring-configuration-metadata.json";

    /** Enough for files our own build writes, and the one parser every application has fails on braces in a description. */
    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"(libp2p\\.[a-z0-9.-]+)\"");

    /** One whose keys are the user's. */
    private static final Pattern MAP = Pattern
            .compile("\"name\"\\s*:\\s*\"(libp2p\\.[a-z0-9.-]+)\"\\s*,\\s*\"type\"\\s*:\\s*\"java\\.util\\.Map<");

    /** Written names by their uniform ones, which have neither dashes nor capitals. */
    private final Map<String, String> names;

    private final Set<ConfigurationPropertyName> maps;

    KnownProperties(Map<String, String> names, Set<ConfigurationPropertyName> maps) {
        this.names = Map.copyOf(names);
        this.maps = Set.copyOf(maps);
    }

    static KnownProperties load(ResourcePatternResolver resources) throws IOException {
        Map<String, String> names = new TreeMap<>();
        Set<ConfigurationPropertyName> maps = new TreeSet<>();
        for (Resource resource : resources.getResources(METADATA)) {
            String metadata = resource.getContentAsString(StandardCharsets.UTF_8);
            Matcher name = NAME.matcher(metadata.substring(Math.max(metadata.indexOf("\"properties\""), 0)));
            while (name.find()) {
                names.put(uniform(ConfigurationPropertyName.of(name.group(1))), name.group(1));
            }
            MAP.matcher(metadata).results().map(map -> ConfigurationPropertyName.of(map.group(1))).forEach(maps::add);
        }
        return new KnownProperties(names, maps);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Whether this is a property, or an element of one that is a list or has keys of the user's. */
    boolean contains(ConfigurationPropertyName name) {
        return names.containsKey(uniform(name)) || maps.stream().anyMatch(map -> map.isAncestorOf(name));
    }

    /** Same for names of environment variables, which cannot tell a dot from a dash. */
    boolean containsVariable(ConfigurationPropertyName name) {
        String flat = flat(uniform(name));
        return names.keySet().stream().anyMatch(known -> flat(known).equals(flat));
    }

    /** The property most probably meant, if one is near enough. */
    Optional<String> nearest(ConfigurationPropertyName name) {
        String wanted = uniform(name);
        int near = Math.max(2, (wanted.length() - PREFIX.length()) / 3);
        return names.keySet()
                .stream()
                .filter(known -> EditDistance.between(wanted, known) <= near)
                .min(Comparator.comparingInt((String known) -> EditDistance.between(wanted, known))
                        .thenComparing(Comparator.naturalOrder()))
                .map(names::get);
    }

    private static String uniform(ConfigurationPropertyName name) {
        StringBuilder uniform = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements() && !name.isNumericIndex(i); i++) {
            uniform.append(i == 0 ? "" : ".").append(name.getElement(i, Form.UNIFORM));
        }
        return uniform.toString();
    }

    private static String flat(String uniform) {
        return uniform.replace(".", "");
    }
}
