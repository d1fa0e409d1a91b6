package dev.jlibp2p.transport.quic;

import java.net.InetAddress;

/** The part of an address that one owner usually has: /24 of IPv4, /56 of IPv6. As a number, to be a cheap key. */
final class AddressPrefix {

    private static final int IP4_BYTES = 3;

    private static final int IP6_BYTES = 7;

    /** Keeps the two families apart. */
    private static final long IP4 = 1L << 62;

    private AddressPrefix() {}

    static long of(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean ip4 = bytes.length == 4;
        long prefix = 0;
        for (int i = 0; i < (ip4 ? IP4_BYTES : IP6_BYTES); i++) {
            prefix = prefix << 8 | bytes[i] & 0xff;
        }
        return ip4 ? prefix | IP4 : prefix;
    }
}
