package dev.jlibp2p.host;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.network.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds the listen addresses of a host. {@code /ip4/0.0.0.0/…} and {@code /ip6/::/…} of the same port are one socket, where
 * the machine has IPv6.
 */
final class Listening {

    private static final Logger log = LoggerFactory.getLogger(Listening.class);

    private static final String ANY_V4 = "/ip4/0.0.0.0/";

    private static final String ANY_V6 = "/ip6/::/";

    private final Network network;

    private final List<Multiaddr> bound = new ArrayList<>();

    Listening(Network network) {
        this.network = network;
    }

    void bind(List<Multiaddr> addresses) throws IOException {
        for (Multiaddr address : addresses) {
            if (!isServedByTwin(address, addresses)) {
                bindOne(address, addresses);
            }
        }
    }

    void bindIfPossible(List<Multiaddr> addresses) {
        for (Multiaddr address : addresses) {
            try {
                if (!isServedByTwin(address, addresses)) {
                    bindOne(address, addresses);
                }
            } catch (IOException e) {
                log.warn("not listening on the default address {}: {}", address, e.getMessage());
            }
        }
    }

    /** With the real ports; wildcards are not expanded. */
    List<Multiaddr> bound() {
        return List.copyOf(bound);
    }

    private void bindOne(Multiaddr address, List<Multiaddr> all) throws IOException {
        Multiaddr twin = replace(address, ANY_V6, ANY_V4);
        boolean isBoth = !twin.equals(address) && all.contains(twin);
        try {
            Multiaddr real = Blocking.await(network.listen(address)).address();
            bound.add(real);
            if (isBoth) {
                bound.add(replace(real, ANY_V6, ANY_V4));
            }
        } catch (IOException e) {
            if (!isBoth || isTaken(e)) {
                throw e;
            }
            log.info("no IPv6 here ({}), listening on {} alone", e.getMessage(), twin);
            bound.add(Blocking.await(network.listen(twin)).address());
        }
    }

    private static boolean isServedByTwin(Multiaddr address, List<Multiaddr> all) {
        Multiaddr twin = replace(address, ANY_V4, ANY_V6);
        return !twin.equals(address) && all.contains(twin);
    }

    private static boolean isTaken(IOException e) {
        return String.valueOf(e.getMessage()).contains("in use");
    }

    private static Multiaddr replace(Multiaddr address, String prefix, String by) {
        String text = address.toString();
        return text.startsWith(prefix) ? Multiaddr.of(by + text.substring(prefix.length())) : address;
    }
}
