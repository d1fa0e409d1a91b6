package dev.jlibp2p.spring.address;

import dev.jlibp2p.multiformats.Multiaddr;
import java.util.List;

/**
 * What one transport listens on in a node that nobody told otherwise. A bean of this kind adds to the default list.
 *
 * @param addresses in the order they are told
 * @param hindrance why this node does not serve them, as the end of a sentence; empty if it does
 */
public record DefaultAddresses(List<Multiaddr> addresses, String hindrance) {

    public DefaultAddresses {
        addresses = List.copyOf(addresses);
    }
}
