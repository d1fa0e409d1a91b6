package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** {@code 0.0.0.0} and {@code ::}: every address of this machine, and of no other. */
final class Wildcard {

    private Wildcard() {}

    /** Whether any component of an address is one, also behind a zone or a relay. */
    static boolean isIn(Multiaddr address) {
        return address.components().stream().anyMatch(Wildcard::is);
    }

    /** The addresses meant by a bound one: itself, or one for each fitting interface address. */
    static List<Multiaddr> expand(Multiaddr bound, List<InetAddress> interfaces) {
        if (bound.isEmpty() || !is(bound.components().getFirst())) {
            return isIn(bound) ? List.of() : List.of(bound);
        }
        boolean ip4 = bound.components().getFirst().protocol() == Protocol.IP4;
        List<Multiaddr> expanded = new ArrayList<>();
        for (InetAddress address : interfaces) {
            if (address instanceof Inet4Address == ip4 && isSpecific(address)) {
                expanded.add(replaceFirst(bound, address));
            }
        }
        return expanded;
    }

    private static boolean is(Component component) {
        if (component.protocol() != Protocol.IP4 && component.protocol() != Protocol.IP6) {
            return false;
        }
        return AddressScope.inetAddress(component).isAnyLocalAddress();
    }

    /** Link-local IPv6 addresses mean nothing without the zone, which differs on every machine. */
    private static boolean isSpecific(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isMulticastAddress()
                && (address instanceof Inet4Address || !address.isLinkLocalAddress());
    }

    private static Multiaddr replaceFirst(Multiaddr bound, InetAddress address) {
        byte[] ip = address.getAddress();
        List<Component> components = new ArrayList<>(bound.components());
        components.set(0, Component.of(ip.length == 4 ? Protocol.IP4 : Protocol.IP6, ip));
        return Multiaddr.of(components);
    }
}
