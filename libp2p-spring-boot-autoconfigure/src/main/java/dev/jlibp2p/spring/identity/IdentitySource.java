package dev.jlibp2p.spring.identity;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.IdentityFile;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/** Reads or makes the identity that {@link IdentityProperties} describe. */
public final class IdentitySource {

    private static final String FILE_NAME = "identity.key";

    private final IdentityProperties properties;

    private final Supplier<Path> dataDirectory;

    private final Supplier<? extends SslBundles> bundles;

    private final SecureRandom random;

    /**
     * A source that reads nothing yet.
     *
     * @param dataDirectory locks the directory and tells where it is; asked only for a key that is kept in a file
     * @param bundles the application's SSL bundles; asked only for a key that is in one
     */
    public IdentitySource(IdentityProperties properties, Supplier<Path> dataDirectory,
            Supplier<? extends SslBundles> bundles, SecureRandom random) {
        this.properties = properties;
        this.dataDirectory = dataDirectory;
        this.bundles = bundles;
        this.random = random;
    }

    /**
     * The identity, made where that is asked for.
     *
     * @throws KeyFileException if the key file cannot be used
     * @throws RefusedPropertyException if a property is wrong
     */
    public Identity identity() {
        return switch (properties.type()) {
            case FILE -> file();
            case INLINE -> inline();
            case EPHEMERAL -> Identity.generate(properties.keyType(), random);
            case SSL_BUNDLE -> sslBundle();
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
        String key = properties.key();
        if (!StringUtils.hasText(key)) {
            throw new RefusedPropertyException("libp2p.identity.key", "",
                    "libp2p.identity.type is 'inline', which needs the private key here",
                    "Set it to the key, as PEM or as its protobuf form in base64 or multibase, or set"
                            + " libp2p.identity.type=file");
        }
        try {
            return Identity.ofText(key);
        } catch (InvalidDataException e) {
            throw new RefusedPropertyException("libp2p.identity.key", "******", String.valueOf(e.getMessage()),
                    "Set it to a private key, as PEM (PRIVATE KEY, not encrypted) or as its protobuf form in base64 or"
                            + " multibase",
                    e);
        }
    }

    private Identity sslBundle() {
        String name = properties.sslBundle();
        if (!StringUtils.hasText(name)) {
            throw new RefusedPropertyException("libp2p.identity.ssl-bundle", "",
                    "libp2p.identity.type is 'ssl-bundle', which needs the name of a bundle here",
                    "Set it to the name of a bundle that is defined below spring.ssl.bundle");
        }
        return new SslBundleIdentity(bundles.get(), name).read();
    }
}
