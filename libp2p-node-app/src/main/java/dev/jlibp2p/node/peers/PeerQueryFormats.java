package dev.jlibp2p.node.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.format.FormatterRegistry;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Reads the words of {@link PeerQuery} as they are written in answers, and lists them to whoever writes another. */
@Component
final class PeerQueryFormats implements WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Direction.class, text -> read(text, Direction.values()));
        registry.addConverter(String.class, PeerState.class, text -> read(text, PeerState.values()));
    }

    private static <E extends Enum<E>> E read(String text, E[] values) {
        List<String> words = Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException("expected one of " + words);
        }
        return values[index];
    }
}
