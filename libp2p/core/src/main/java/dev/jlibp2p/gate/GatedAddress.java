package dev.jlibp2p.gate;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Cidr;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What rules see of an address: zones left out, IPv4 inside IPv6 as IPv4.
 *
 * @param place without peers, as far as the first relay
 * @param ips all of them, the relay's and those behind it
 * @param peers all of them, relays included
 * @param relayed whether it leads through a relay
 */
record GatedAddress(List<Component> place, List<byte[]> ips, Set<PeerId> peers, boolean relayed) {

    static GatedAddress of(Multiaddr address) {
        List<Component> all = normalized(address.components());
        return new GatedAddress(
                all.stream()
                        .takeWhile(component -> component.protocol() != Protocol.P2P_CIRCUIT)
                        .filter(component -> component.protocol() != Protocol.P2P)
                        .toList(),
                all.stream().filter(GatedAddress::isIp).map(Component::bytes).toList(),
                all.stream()
                        .filter(component -> component.protocol() == Protocol.P2P)
                        .map(GatedAddress::peer)
                        .collect(Collectors.toUnmodifiableSet()),
                address.has(Protocol.P2P_CIRCUIT));
    }

    static List<Component> normalized(List<Component> components) {
        return components.stream()
                .filter(component -> component.protocol() != Protocol.IP6ZONE)
                .map(GatedAddress::unmapped)
                .toList();
    }

    static boolean isIp(Component component) {
        return component.protocol() == Protocol.IP4 || component.protocol() == Protocol.IP6;
    }

    boolean beginsWith(List<Component> beginning) {
        return place.size() >= beginning.size() && place.subList(0, beginning.size()).equals(beginning);
    }

    private static Component unmapped(Component component) {
        if (component.protocol() != Protocol.IP6) {
            return component;
        }
        byte[] ip = Cidr.unmapped(component.bytes());
        return ip.length == 4 ? Component.of(Protocol.IP4, ip) : component;
    }

    private static PeerId peer(Component component) {
        try {
            return PeerId.fromBytes(component.bytes());
        } catch (InvalidDataException e) {
            throw new IllegalStateException("a multiaddr holds valid peer ids only", e);
        }
    }
}
