package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Cidr;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are meant together: those in a range of IP addresses, or those that begin in the same way. Immutable. Zones are
 * passed over, and an IPv4 address inside an IPv6 one counts as IPv4.
 */
public final class AddressPattern {

    private final String text;

    private final @Nullable Cidr range;

    private final List<Component> beginning;

    private AddressPattern(String text, @Nullable Cidr range, List<Component> beginning) {
        this.text = text;
        this.range = range;
        this.beginning = beginning;
    }

    /**
     * From text: an IP address or a range of them ({@code 10.0.0.0/8}, {@code /ip4/10.0.0.0/ipcidr/8}), or the beginning of an
     * address ({@code /ip4/192.0.2.1/tcp/4001}).
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AddressPattern of(String text) {
        if (!text.startsWith("/")) {
            return new AddressPattern(text, Cidr.of(text), List.of());
        }
        List<Component> components = normalized(Multiaddr.of(text));
        if (components.isEmpty()) {
            throw new IllegalArgumentException("pattern '" + text + "' means every address (expected: which ones)");
        }
        if (components.size() == 2 && components.get(1).protocol() == Protocol.IPCIDR) {
            int bits = Integer.parseInt(components.get(1).value());
            return new AddressPattern(text, Cidr.of(components.getFirst().bytes(), bits), List.of());
        }
        return new AddressPattern(text, null, components);
    }

    /** Whether an address is one of those. */
    public boolean matches(Multiaddr address) {
        List<Component> components = normalized(address);
        if (range != null) {
            return !components.isEmpty() && isIp(components.getFirst())
                    && range.contains(components.getFirst().bytes());
        }
        return components.size() >= beginning.size() && components.subList(0, beginning.size()).equals(beginning);
    }

    @Override
    public String toString() {
        return text;
    }

    private static List<Component> normalized(Multiaddr address) {
        return address.components()
                .stream()
                .filter(component -> component.protocol() != Protocol.IP6ZONE)
                .map(AddressPattern::unmapped)
                .toList();
    }

    private static Component unmapped(Component component) {
        if (component.protocol() != Protocol.IP6) {
            return component;
        }
        byte[] ip = Cidr.unmapped(component.bytes());
        return ip.length == 4 ? Component.of(Protocol.IP4, ip) : component;
    }

    private static boolean isIp(Component component) {
        return component.protocol() == Protocol.IP4 || component.protocol() == Protocol.IP6;
    }
}
