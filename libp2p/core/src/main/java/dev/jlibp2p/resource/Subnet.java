package dev.jlibp2p.resource;

import dev.jlibp2p.multiformats.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of the address space that is counted as one.
 *
 * @param v6 whether it is of IPv6
 * @param bits the leading bits, the others nought; of IPv6 the first 64
 * @param rest the other 64 bits of a single IPv6 address; else nought
 * @param length how many of them count
 */
record Subnet(boolean v6, long bits, long rest, int length) {

    /** Private, shared by a carrier, of one link or unique local: there one prefix, or one address, says nothing of who it is. */
    private static final List<Cidr> PRIVATE = Stream
            .of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                    "169.254.0.0/16", "fc00::/7", "fe80::/10")
            .map(Cidr::of)
            .toList();

    static boolean isPrivate(InetAddress address) {
        return PRIVATE.stream().anyMatch(range -> range.contains(address.getAddress()));
    }

    /** What one subscriber has; within a private network a single address. */
    static Subnet of(InetAddress address) {
        if (address instanceof Inet4Address) {
            return cut(address, 32);
        }
        return cut(address, isPrivate(address) ? 128 : 56);
    }

    /** What is around it; of a public address. */
    static Subnet around(InetAddress address) {
        return address instanceof Inet4Address ? cut(address, 24) : cut(address, 48);
    }

    private static Subnet cut(InetAddress address, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (address instanceof Inet4Address) {
            return new Subnet(false, bytes.getInt() & -1 << 32 - length, 0, length);
        }
        return length == 128
                ? new Subnet(true, bytes.getLong(), bytes.getLong(), length)
                : new Subnet(true, bytes.getLong() & -1L << 64 - length, 0, length);
    }

    @Override
    public String toString() {
        ByteBuffer bytes = v6
                ? ByteBuffer.allocate(16).putLong(bits).putLong(rest)
                : ByteBuffer.allocate(4).putInt((int) bits);
        try {
            return InetAddress.getByAddress(bytes.array()).getHostAddress() + "/" + length;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(List.of(v6, bits, rest) + " is no address", e);
        }
    }
}
