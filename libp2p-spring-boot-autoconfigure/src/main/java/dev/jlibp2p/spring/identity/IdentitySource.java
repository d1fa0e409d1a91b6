package dev.jlibp2p.spring.identity;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.IdentityFile;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/** Reads or makes the identity that {@link IdentityProperties} describe. */
public final class IdentitySource {

    private static final String FILE_NAME = "identity.key";

    private final IdentityProperties properties;

    private final Supplier<Path> dataDirectory;

    private final SecureRandom random;

    /**
     * A source that reads nothing yet.
     *
     * @param dataDirectory locks the directory and tells where it is; asked only for a key that is kept in a file
     */
    public IdentitySource(IdentityProperties properties, Supplier<Path> dataDirectory, SecureRandom random) {
        this.properties = properties;
        this.dataDirectory = dataDirectory;
        this.random = random;
    }

    /**
     * The identity, made where that is asked for.
     *
     * @throws KeyFileException if the key file cannot be used
     * @throws InvalidConfigurationPropertyValueException if a property is wrong
     */
    public Identity identity() {
        return switch (properties.type()) {
            case FILE -> file();
            case INLINE -> inline();
            case EPHEMERAL -> Identity.generate(properties.keyType(), random);
            case SSL_BUNDLE ->
                throw new InvalidConfigurationPropertyValueException("libp2p.identity.type", "ssl-bundle",
                        "this version has 'file', 'inline' and 'ephemeral'; export the key as PEM and use one of them");
        };
    }

    private Identity file() {
        // Locked also when the key lies elsewhere: the lock is what keeps a second process away.
        Path directory = dataDirectory.get();
        Path path = properties.keyFile() == null ? directory.resolve(FILE_NAME) : properties.keyFile();
        IdentityFile file = new IdentityFile(path);
        try {
            return properties.createIfMissing() ? file.loadOrCreate(properties.keyType(), random) : file.load();
        } catch (IOException e) {
            throw new KeyFileException(path, e);
        }
    }

    private Identity inline() {
        if (!StringUtils.hasText(properties.key())) {
            throw new InvalidConfigurationPropertyValueException("libp2p.identity.key", "",
                    "libp2p.identity.type is 'inline', which needs the private key here");
        }
        try {
            return Identity.ofText(properties.key());
        } catch (InvalidDataException e) {
            throw new InvalidConfigurationPropertyValueException("libp2p.identity.key", "******", e.getMessage(), e);
        }
    }
}
