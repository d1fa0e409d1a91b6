package dev.jlibp2p;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this library, as its build wrote it down. Any thread.
 */
public final class Libp2pVersion {
    private static final String RESOURCE = "version.properties";
    private static final String CURRENT = read();

    private Libp2pVersion() {}

    /** The version in Maven's form, such as {@code 0.1.0}. */
    public static String current() {
        return CURRENT;
    }

    /** What a node calls itself in identify unless told otherwise: {@code jlibp2p/<version>}. */
    public static String agentVersion() {
        return "jlibp2p/" + CURRENT;
    }

    private static String read() {
        try (InputStream in = Libp2pVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + Libp2pVersion.class.getName()
                        + ": the jar was repackaged without its resources; keep dev/jlibp2p/" + RESOURCE);
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
