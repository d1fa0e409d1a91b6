package dev.jlibp2p.spring.pnet;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The private network the node belongs to; without a key it is open to everybody.
 *
 * @param key The private network's key itself: the text of such a file, or 64 hexadecimal digits. A secret.
 * @param keyFile File of the private network's key, a 'swarm.key' as go-libp2p has it. Nobody but its owner and group may
 *     read it.
 */
@ConfigurationProperties("libp2p.pnet")
public record PrivateNetworkProperties(@Nullable Path keyFile, @Nullable String key) {

    /** Everything but the key. */
    @Override
    public String toString() {
        return "PrivateNetworkProperties[keyFile=" + keyFile + "]";
    }
}
