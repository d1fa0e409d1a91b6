package dev.jlibp2p.spring.security;

import dev.jlibp2p.spring.property.RefusedPropertyException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Connections without any security, for tests.
 *
 * @param allow Whether 'plaintext' may stand in 'libp2p.security'. Everybody on the way can then read every such connection and
 *     be any peer.
 */
@ConfigurationProperties("libp2p.plaintext")
public record PlaintextProperties(@DefaultValue("false") boolean allow) {

    /** Refuses the protocol unless the second switch is on as well: one slip must not open a node. */
    public void requireAllowed() {
        if (!allow) {
            throw new RefusedPropertyException("libp2p.security", "plaintext",
                    "it encrypts nothing and proves nobody, which is for tests only, and libp2p.plaintext.allow is 'false'",
                    "Take 'plaintext' off the list, or set libp2p.plaintext.allow=true if this is a test");
        }
    }
}
