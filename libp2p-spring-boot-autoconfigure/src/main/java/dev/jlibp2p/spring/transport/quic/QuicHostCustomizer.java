package dev.jlibp2p.spring.transport.quic;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import dev.jlibp2p.transport.quic.QuicConfig;
import dev.jlibp2p.transport.quic.QuicTransport;

/** Adds QUIC to the node where it is possible, and fails the start where it is not and somebody asked for it by an address. */
final class QuicHostCustomizer implements HostCustomizer {

    private final QuicProperties properties;

    private final ListenAddresses listen;

    private final QuicPossibility possibility;

    QuicHostCustomizer(QuicProperties properties, ListenAddresses listen, QuicPossibility possibility) {
        this.properties = properties;
        this.listen = listen;
        this.possibility = possibility;
    }

    @Override
    public void customize(Libp2pBuilder builder) {
        QuicConfig config = properties.config();
        boolean wanted = listen.explicitlyUses(Protocol.QUIC_V1);
        if (wanted) {
            requirePossible();
        }
        if (wanted || possibility.hindrance().isEmpty()) {
            builder.transport(context -> new QuicTransport(context, config));
        }
    }

    private void requirePossible() {
        if (possibility.isPrivateNetwork()) {
            throw new RefusedPropertyException("libp2p.listen", firstOfQuic(),
                    "a private network has no QUIC: its key cannot protect it",
                    "Leave the QUIC addresses out, or the key of the private network");
        }
        String missing = possibility.missingLibrary();
        if (!missing.isEmpty()) {
            throw new RefusedPropertyException("libp2p.listen", firstOfQuic(), missing,
                    "Add that library to the class path, or leave the QUIC addresses out");
        }
    }

    private String firstOfQuic() {
        return listen.addresses()
                .stream()
                .filter(address -> address.has(Protocol.QUIC_V1))
                .map(Multiaddr::toString)
                .findFirst()
                .orElse("");
    }
}
