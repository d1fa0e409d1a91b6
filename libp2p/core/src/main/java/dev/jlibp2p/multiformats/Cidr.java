package dev.jlibp2p.multiformats;

import java.util.Arrays;

/**
 * A range of IP addresses such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. Immutable. An IPv4 address inside an IPv6 one
 * ({@code ::ffff:10.0.0.1}) counts as IPv4, in ranges and in what they are asked for.
 */
public final class Cidr {

    private static final int MAPPED_BITS = 96;

    private final byte[] network;

    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * From text: an IP address, and the number of its leading bits that count; without a number, all of them do.
     *
     * @throws IllegalArgumentException if it is no range
     */
    public static Cidr of(String text) {
        int slash = text.indexOf('/');
        String ip = slash < 0 ? text : text.substring(0, slash);
        byte[] address = Component.of(ip.indexOf(':') < 0 ? Protocol.IP4 : Protocol.IP6, ip).bytes();
        return of(address, slash < 0 ? address.length * 8 : bits(text, text.substring(slash + 1)));
    }

    /**
     * The range of addresses that share the first {@code bits} with {@code ip}, which has 4 or 16 bytes.
     *
     * @throws IllegalArgumentException if the address does not have that many
     */
    public static Cidr of(byte[] ip, int bits) {
        if (bits < 0 || bits > ip.length * 8) {
            throw new IllegalArgumentException(
                    "range of " + bits + " bits (expected: 0 to " + ip.length * 8 + " for an address of that kind)");
        }
        byte[] unmapped = bits >= MAPPED_BITS ? unmapped(ip) : ip;
        int counted = unmapped.length == ip.length ? bits : bits - MAPPED_BITS;
        return new Cidr(masked(unmapped, counted), counted);
    }

    /** The IPv4 address in an IPv6 one that holds one; any other as it is. */
    public static byte[] unmapped(byte[] ip) {
        if (ip.length != 16 || ip[10] != -1 || ip[11] != -1) {
            return ip;
        }
        for (int i = 0; i < 10; i++) {
            if (ip[i] != 0) {
                return ip;
            }
        }
        return Arrays.copyOfRange(ip, 12, 16);
    }

    /** Whether an address, of 4 or 16 bytes, lies within. */
    public boolean contains(byte[] ip) {
        byte[] unmapped = unmapped(ip);
        return unmapped.length == network.length && Arrays.equals(masked(unmapped, bits), network);
    }

    /** How many leading bits count. */
    public int bits() {
        return bits;
    }

    /** Whether it is a range of IPv4 addresses. */
    public boolean isIp4() {
        return network.length == 4;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr range && range.bits == bits && Arrays.equals(range.network, network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    @Override
    public String toString() {
        return Component.of(isIp4() ? Protocol.IP4 : Protocol.IP6, network).value() + "/" + bits;
    }

    private static int bits(String text, String number) {
        if (!number.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(
                    "range '" + text + "' (expected: a number of bits after the slash, such as 10.0.0.0/8)");
        }
        return Integer.parseInt(number);
    }

    private static byte[] masked(byte[] ip, int bits) {
        byte[] masked = Arrays.copyOf(ip, ip.length);
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - 8L * i, 0, 8);
            masked[i] &= (byte) (0xff00 >> kept);
        }
        return masked;
    }
}
