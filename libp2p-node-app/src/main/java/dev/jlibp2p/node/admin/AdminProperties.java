package dev.jlibp2p.node.admin;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may manage the node.
 *
 * @param security How callers prove themselves. 'none' starts on a loopback 'server.address' only; 'token' wants
 *     'Authorization: Bearer' with the token of 'libp2p.admin.token-file' from all calls but health's.
 * @param tokenFile File of the token, for 'token'. Made at the first start; nobody but its owner and group may read it.
 * @param allowedHosts Names this node is called by. A request whose Host header has another name is refused, because a web
 *     page elsewhere could have made it.
 */
@ConfigurationProperties("libp2p.admin")
public record AdminProperties(@DefaultValue("none") Security security, @Nullable Path tokenFile,
        @DefaultValue({
            "localhost", "127.0.0.1", "[::1]"}) List<String> allowedHosts) {

    public AdminProperties {
        if (security != Security.NONE && security != Security.TOKEN) {
            throw new IllegalArgumentException("libp2p.admin.security is '" + security.name().toLowerCase(Locale.ROOT)
                    + "', but this version has 'none', on a loopback server.address, and 'token'");
        }
    }

    /** How callers prove themselves. */
    public enum Security {
        /** Not at all: whoever reaches the address may do everything. */
        NONE,
        /** By a token from a file. */
        TOKEN,
        /** By a certificate. */
        MTLS,
        /** By a token of an authorization server. */
        OAUTH2
    }
}
