package dev.jlibp2p.spring.endpoint;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.actuate.endpoint.SanitizableData;

/** The properties whose values nobody may see. */
final class SecretProperties {

    private static final List<String> NAMES = List.of("libp2p.identity.key", "libp2p.pnet.key");

    /** A text with any properties in it. */
    private static final String JSON = letters("spring.application.json");

    private SecretProperties() {}

    /** One of the properties, written in any way Spring Boot reads, or a text such as the command line that has one in it. */
    static boolean isSecret(SanitizableData data) {
        String key = letters(data.getKey());
        String value = String.valueOf(data.getValue());
        return key.equals(JSON)
                || NAMES.stream().anyMatch(name -> key.equals(letters(name)) || value.contains(name + "="));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
