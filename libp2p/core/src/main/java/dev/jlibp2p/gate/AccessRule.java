package dev.jlibp2p.gate;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Cidr;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom one rule is about: a peer, a range of IP addresses, or the beginning of an address, the latter two also together with a
 * peer. Immutable; equal when it means the same, however it was written.
 */
public final class AccessRule {

    private final @Nullable PeerId peer;

    private final @Nullable Cidr range;

    private final List<Component> beginning;

    private AccessRule(@Nullable PeerId peer, @Nullable Cidr range, List<Component> beginning) {
        this.peer = peer;
        this.range = range;
        this.beginning = List.copyOf(beginning);
    }

    /**
     * From text: a peer id in base58 or as a CID, an IP address or a range of them ({@code 10.0.0.0/8}), or a multiaddr
     * ({@code /ip4/192.0.2.1/tcp/4001}, {@code /ip4/10.0.0.0/ipcidr/8}, {@code /p2p/12D3…}).
     *
     * @throws IllegalArgumentException if it is none of these, or begins with a name, or goes through a relay
     */
    public static AccessRule of(String text) {
        if (text.startsWith("/")) {
            return of(Multiaddr.of(text));
        }
        if (text.indexOf('/') >= 0 || text.indexOf(':') >= 0 || text.indexOf('.') >= 0) {
            return new AccessRule(null, Cidr.of(text), List.of());
        }
        return of(PeerId.of(text));
    }

    /** A rule about one peer, wherever it is. */
    public static AccessRule of(PeerId peer) {
        return new AccessRule(peer, null, List.of());
    }

    private static AccessRule of(Multiaddr address) {
        PeerId peer = PeerId.in(address).orElse(null);
        List<Component> place = GatedAddress.normalized(address.withoutPeer().components());
        if (place.isEmpty() && peer == null) {
            throw new IllegalArgumentException("rule '" + address + "' fits everybody (expected: whom it is about)");
        }
        for (Component component : place) {
            switch (component.protocol()) {
                case DNS, DNS4, DNS6, DNSADDR -> throw new IllegalArgumentException("rule '" + address
                        + "' has a name (expected: the IP address or range behind it, for names are resolved first)");
                case P2P_CIRCUIT -> throw new IllegalArgumentException("rule '" + address
                        + "' goes through a relay (expected: the relay's own address, or the peer behind it)");
                default -> {
                }
            }
        }
        Cidr range = range(place);
        return new AccessRule(peer, range, range == null ? place : List.of());
    }

    private static @Nullable Cidr range(List<Component> place) {
        if (place.isEmpty() || !GatedAddress.isIp(place.getFirst())) {
            return null;
        }
        byte[] ip = place.getFirst().bytes();
        if (place.size() == 1) {
            return Cidr.of(ip, ip.length * 8);
        }
        if (place.size() == 2 && place.get(1).protocol() == Protocol.IPCIDR) {
            return Cidr.of(ip, Integer.parseInt(place.get(1).value()));
        }
        return null;
    }

    @Nullable
    PeerId peer() {
        return peer;
    }

    @Nullable
    Cidr range() {
        return range;
    }

    /** Whether it says something of the place, not of the peer alone. */
    boolean hasPlace() {
        return range != null || !beginning.isEmpty();
    }

    /** Whether an address or any part of it is where the rule is about. */
    boolean fitsPlace(GatedAddress address) {
        if (range != null) {
            return address.ips().stream().anyMatch(range::contains);
        }
        return address.beginsWith(beginning);
    }

    /** Whether it is about an address that has more to it than this one. */
    boolean fitsMoreOf(GatedAddress address) {
        int known = address.place().size();
        return known < beginning.size() && address.place().equals(beginning.subList(0, known));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessRule rule && Objects.equals(rule.peer, peer) && Objects.equals(rule.range, range)
                && rule.beginning.equals(beginning);
    }

    @Override
    public int hashCode() {
        return Objects.hash(peer, range, beginning);
    }

    /** In the shortest of the forms that {@link #of} reads. */
    @Override
    public String toString() {
        if (peer == null) {
            return range == null ? Multiaddr.of(beginning).toString() : range.toString();
        }
        if (range == null) {
            return beginning.isEmpty() ? peer.toString() : peer.addTo(Multiaddr.of(beginning)).toString();
        }
        String text = range.toString();
        int slash = text.indexOf('/');
        return peer.addTo(Multiaddr.of((range.isIp4() ? "/ip4/" : "/ip6/") + text.substring(0, slash) + "/ipcidr"
                + text.substring(slash))).toString();
    }
}
