package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * From how far away an address can be reached, judged by its first component; names are not resolved. An IPv4 address inside
 * an IPv6 one counts as IPv4. The address ranges are those of the IANA special-purpose registries (RFC 6890).
 */
public enum AddressScope {

    /** {@code 0.0.0.0} and {@code ::}. */
    UNSPECIFIED,

    /** The same machine. */
    LOOPBACK,

    /** The same link. */
    LINK_LOCAL,

    /** The same private network, shared carrier ranges included. */
    PRIVATE,

    /** The Internet. */
    PUBLIC,

    /** Nowhere: multicast, documentation, translation prefixes and what is not assigned. */
    RESERVED,

    /** No IP address and no name. */
    OTHER;

    /** The scope of an address. */
    public static AddressScope of(Multiaddr address) {
        return address.components()
                .stream()
                .dropWhile(component -> component.protocol() == Protocol.IP6ZONE)
                .findFirst()
                .map(AddressScope::of)
                .orElse(OTHER);
    }

    /** The scope of an IP address. */
    public static AddressScope of(InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return UNSPECIFIED;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        byte[] ip = address.getAddress();
        if (address.isSiteLocalAddress() || isShared(ip) || isUniqueLocal(ip)) {
            return PRIVATE;
        }
        return address.isMulticastAddress() || isReserved(ip) ? RESERVED : PUBLIC;
    }

    /**
     * Whether an address of this scope can mean anything between us and a peer that we reach, or that reaches us, over an
     * address of scope {@code peer}: nobody beyond this machine can use our loopback addresses, nor we theirs.
     */
    public boolean concerns(AddressScope peer) {
        return switch (peer) {
            case PRIVATE, LINK_LOCAL -> this != UNSPECIFIED && this != LOOPBACK;
            case PUBLIC -> this == PUBLIC;
            default -> this != UNSPECIFIED;
        };
    }

    static InetAddress inetAddress(Component component) {
        try {
            return InetAddress.getByAddress(component.bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(component + " is no IP address", e);
        }
    }

    private static AddressScope of(Component component) {
        return switch (component.protocol()) {
            case IP4, IP6 -> of(inetAddress(component));
            case DNS, DNS4, DNS6, DNSADDR -> ofName(component.value().toLowerCase(Locale.ROOT));
            default -> OTHER;
        };
    }

    private static AddressScope ofName(String name) {
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return LOOPBACK;
        }
        boolean isLocal = name.indexOf('.') < 0 || name.endsWith(".local") || name.endsWith(".internal")
                || name.endsWith(".home.arpa");
        return isLocal ? PRIVATE : PUBLIC;
    }

    /** 100.64.0.0/10 (RFC 6598). */
    private static boolean isShared(byte[] ip) {
        return ip.length == 4 && ip[0] == 100 && (ip[1] & 0xc0) == 64;
    }

    /** fc00::/7 (RFC 4193). */
    private static boolean isUniqueLocal(byte[] ip) {
        return ip.length == 16 && (ip[0] & 0xfe) == 0xfc;
    }

    private static boolean isReserved(byte[] ip) {
        return ip.length == 4 ? isReservedIp4(ip) : (ip[0] & 0xe0) != 0x20 || isDocumentationIp6(ip);
    }

    /** 0/8, 192.0.0/24, 192.0.2/24, 192.88.99/24, 198.18/15, 198.51.100/24, 203.0.113/24, 240/4. */
    private static boolean isReservedIp4(byte[] ip) {
        int first24 = ByteBuffer.wrap(ip).getInt() >>> 8;
        return switch (first24) {
            case 0xc00000, 0xc00002, 0xc05863, 0xc63364, 0xcb0071 -> true;
            default -> ip[0] == 0 || first24 >= 0xf00000 || first24 >>> 9 == 0xc612 >>> 1;
        };
    }

    /** 2001:db8::/32 (RFC 3849). */
    private static boolean isDocumentationIp6(byte[] ip) {
        return ip[0] == 0x20 && ip[1] == 0x01 && ip[2] == 0x0d && (ip[3] & 0xff) == 0xb8;
    }
}
