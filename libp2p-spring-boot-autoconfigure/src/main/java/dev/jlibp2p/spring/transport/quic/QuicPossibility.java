package dev.jlibp2p.spring.transport.quic;

import dev.jlibp2p.security.pnet.PrivateNetworkRequiredException;
import dev.jlibp2p.transport.quic.QuicTransport;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;

/**
 * Whether this node can speak QUIC.
 *
 * @param enabled by its property
 * @param isPrivateNetwork whether a key protects the node's connections, or has to, which QUIC has no place for
 * @param library what keeps the native library from loading; asked for when it matters only, for loading takes a while
 */
record QuicPossibility(boolean enabled, boolean isPrivateNetwork, Supplier<String> library) {

    static QuicPossibility of(QuicProperties properties, Environment environment) {
        boolean isPrivate = environment.containsProperty("libp2p.pnet.key-file")
                || environment.containsProperty("libp2p.pnet.key")
                || "1".equals(environment.getProperty(PrivateNetworkRequiredException.VARIABLE));
        return new QuicPossibility(properties.enabled(), isPrivate, QuicTransport::unavailability);
    }

    String missingLibrary() {
        return library.get();
    }

    /** Why the node has no QUIC by default, as the end of a sentence; empty if it has. */
    String hindrance() {
        if (!enabled) {
            return QuicProperties.PREFIX + ".enabled is false";
        }
        return isPrivateNetwork ? "a private network has no QUIC" : missingLibrary();
    }
}
