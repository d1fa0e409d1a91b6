package dev.jlibp2p.spring.address;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.PropertyResolver;

/**
 * Turns the texts of {@code libp2p.announce} into addresses. {@code {ordinal}} and {@code {ordinal+30400}} become numbers,
 * with the ordinal of a StatefulSet's pod taken from {@code POD_INDEX}, else from the number that ends {@code POD_NAME}.
 */
public final class AnnounceTemplates {

    private static final Pattern ORDINAL = Pattern.compile("\\{ordinal(?:\\+(\\d{1,5}))?}");

    private static final Pattern POD_NAME = Pattern.compile(".*-(\\d{1,9})");

    private static final Pattern UNRESOLVED = Pattern.compile("\\$?\\{[^}]*}?");

    private static final int MAX_ORDINAL = 65_535;

    private final PropertyResolver environment;

    public AnnounceTemplates(PropertyResolver environment) {
        this.environment = environment;
    }

    /**
     * The addresses that texts stand for.
     *
     * @param property the property the texts come from, for messages
     * @throws RefusedPropertyException if a placeholder is left over or the result is no address
     */
    public List<Multiaddr> resolve(String property, List<String> templates) {
        return templates.stream().map(template -> resolve(property, template)).toList();
    }

    private Multiaddr resolve(String property, String template) {
        String text = ORDINAL.matcher(template).replaceAll(match -> {
            int offset = match.group(1) == null ? 0 : Integer.parseInt(match.group(1));
            return Integer.toString(ordinal(property, template) + offset);
        });
        Matcher unresolved = UNRESOLVED.matcher(text);
        if (unresolved.find()) {
            throw new RefusedPropertyException(property, template, "'" + unresolved.group() + "' has no value",
                    "Set the environment variable or property of that name, give it a default (${NAME:192.0.2.1}), or write"
                            + " {ordinal+<number>} for the ordinal of a pod");
        }
        try {
            return Multiaddr.of(text.strip());
        } catch (IllegalArgumentException e) {
            throw new RefusedPropertyException(property, template, String.valueOf(e.getMessage()),
                    "Write it as a multiaddr, for example /ip4/192.0.2.1/tcp/4001", e);
        }
    }

    private int ordinal(String property, String template) {
        OptionalInt ordinal = number(environment.getProperty("POD_INDEX", ""));
        if (ordinal.isEmpty()) {
            Matcher name = POD_NAME.matcher(environment.getProperty("POD_NAME", ""));
            ordinal = name.matches() ? number(name.group(1)) : OptionalInt.empty();
        }
        return ordinal.orElseThrow(() -> new RefusedPropertyException(property, template, "the ordinal is unknown",
                "Set POD_INDEX to a number from 0 to " + MAX_ORDINAL
                        + ", or POD_NAME to a name that ends in one, such as node-0"));
    }

    private static OptionalInt number(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > MAX_ORDINAL) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text));
    }
}
