package dev.jlibp2p.node.access;

import dev.jlibp2p.gate.Access;
import java.util.Locale;
import org.springframework.format.FormatterRegistry;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Reads the name of a list as it stands in the path. */
@Component
final class AccessFormat implements WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Access.class, AccessFormat::read);
    }

    static String text(Access access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private static Access read(String text) {
        for (Access access : Access.values()) {
            if (text(access).equals(text)) {
                return access;
            }
        }
        throw new IllegalArgumentException("expected allow or deny");
    }
}
