package dev.jlibp2p.spring.pnet;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Reads the key that {@link PrivateNetworkProperties} describe. */
final class SwarmKeySource {

    private static final String KEY = "libp2p.pnet.key";

    static final String KEY_FILE = "libp2p.pnet.key-file";

    private static final int DIGITS = 2 * PreSharedKey.LENGTH;

    private final PrivateNetworkProperties properties;

    private final boolean namesFile;

    /**
     * Of what is configured.
     *
     * @param namesFile whether there is a property for the file: an empty one leaves no trace in {@code properties}
     */
    SwarmKeySource(PrivateNetworkProperties properties, boolean namesFile) {
        this.properties = properties;
        this.namesFile = namesFile;
    }

    /** The key, or {@code null} where none is configured. */
    @Nullable
    PreSharedKey key() {
        Path file = properties.keyFile();
        String key = properties.key();
        if (file != null && StringUtils.hasText(key)) {
            throw new RefusedPropertyException(KEY_FILE, file.toString(),
                    KEY + " is set as well, and a node is in one private network at most", "Leave one of the two out");
        }
        if (file != null) {
            return fromFile(file);
        }
        if (namesFile) {
            throw empty(KEY_FILE);
        }
        if (key != null && !StringUtils.hasText(key)) {
            throw empty(KEY);
        }
        return key == null ? null : fromText(key.strip());
    }

    private static RefusedPropertyException empty(String property) {
        return new RefusedPropertyException(property, "", "it is empty, and a node without a key is open to everybody",
                "Set it to the key of the private network, or leave it out");
    }

    private static PreSharedKey fromFile(Path file) {
        try {
            return PreSharedKey.load(file);
        } catch (IOException e) {
            String trouble = e instanceof FileSystemException || e.getMessage() == null
                    ? e.getClass().getSimpleName()
                    : e.getMessage();
            throw new RefusedPropertyException(KEY_FILE, file.toString(), trouble,
                    "Name a swarm.key file that the process's user, and nobody else, can read", e);
        }
    }

    private static PreSharedKey fromText(String text) {
        try {
            return text.length() == DIGITS
                    ? PreSharedKey.of(HexFormat.of().parseHex(text))
                    : PreSharedKey.read(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (InvalidDataException | IllegalArgumentException e) {
            String trouble = e instanceof InvalidDataException ? e.getMessage() : "its digits are not hexadecimal";
            throw new RefusedPropertyException(KEY, "******", String.valueOf(trouble),
                    "Set it to the text of a swarm.key file, or to 64 hexadecimal digits");
        }
    }
}
