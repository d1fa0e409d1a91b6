package dev.jlibp2p.spring.identity;

import dev.jlibp2p.identity.KeyType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the node's private key comes from.
 *
 * @param type Kind of source.
 * @param key The key itself, for the type 'inline': PEM, or its protobuf form in multibase or base64. A secret.
 * @param keyFile File of the key, for the type 'file'. Nobody but its owner and group may read it.
 * @param createIfMissing Whether to make a key where the file is missing.
 * @param keyType Kind of key to make.
 * @param sslBundle Name of the SSL bundle with the key, for the type 'ssl-bundle'.
 */
@ConfigurationProperties("libp2p.identity")
public record IdentityProperties(@DefaultValue("file") Source type, @Nullable Path keyFile,
        @DefaultValue("true") boolean createIfMissing, @DefaultValue("ed25519") KeyType keyType, @Nullable String key,
        @Nullable String sslBundle) {

    /** Kinds of source. */
    public enum Source {
        /** A file, made when missing. */
        FILE,
        /** The property 'libp2p.identity.key'. */
        INLINE,
        /** A private key of an SSL bundle. */
        SSL_BUNDLE,
        /** A new key at every start, kept nowhere. */
        EPHEMERAL
    }

    /** Everything but the key. */
    @Override
    public String toString() {
        return "IdentityProperties[type=" + type + ", keyFile=" + keyFile + ", createIfMissing=" + createIfMissing
                + ", keyType=" + keyType + ", sslBundle=" + sslBundle + "]";
    }
}
