package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Peers that may well be one and the same, and so have one vote: a /24 of IPv4 or a /56 of IPv6, which is what a single
 * customer gets.
 */
record ObserverGroup(boolean ip4, long prefix) {

    /** The group of a peer's address; empty for what is not plain IP, such as a relay's or a name's. */
    static Optional<ObserverGroup> of(Multiaddr peer) {
        if (peer.has(Protocol.P2P_CIRCUIT)) {
            return Optional.empty();
        }
        return peer.components()
                .stream()
                .dropWhile(component -> component.protocol() == Protocol.IP6ZONE)
                .findFirst()
                .filter(component -> component.protocol() == Protocol.IP4 || component.protocol() == Protocol.IP6)
                .map(ObserverGroup::of);
    }

    private static ObserverGroup of(Component component) {
        byte[] ip = AddressScope.inetAddress(component).getAddress();
        return ip.length == 4
                ? new ObserverGroup(true, ByteBuffer.wrap(ip).getInt() >>> 8)
                : new ObserverGroup(false, ByteBuffer.wrap(ip).getLong() >>> 8);
    }
}
