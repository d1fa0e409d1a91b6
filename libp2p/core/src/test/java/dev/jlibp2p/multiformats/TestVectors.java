package dev.jlibp2p.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Vectors of other implementations, kept as resources beside the test that reads them; a line starting with # says
 * whose.
 */
public final class TestVectors {
    private TestVectors() {}

    public static List<String> lines(Class<?> test, String resource) {
        return text(test, resource).lines().filter(line -> !line.startsWith("#")).toList();
    }

    public static String text(Class<?> test, String resource) {
        try (InputStream stream = Objects.requireNonNull(test.getResourceAsStream(resource), resource)) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
