package dev.jlibp2p.resource;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A part of the address space that is counted as one.
 *
 * @param v6 whether it is of IPv6
 * @param bits the leading bits, the others nought; of IPv6 the first 64
 * @param length how many of them count
 */
record Subnet(boolean v6, long bits, int length) {

    /** What one subscriber has. */
    static Subnet of(InetAddress address) {
        return address instanceof Inet4Address ? cut(address, 32) : cut(address, 56);
    }

    /** What is around it. */
    static Subnet around(InetAddress address) {
        return address instanceof Inet4Address ? cut(address, 24) : cut(address, 48);
    }

    private static Subnet cut(InetAddress address, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (address instanceof Inet4Address) {
            return new Subnet(false, bytes.getInt() & -1 << 32 - length, length);
        }
        return new Subnet(true, bytes.getLong() & -1L << 64 - length, length);
    }

    @Override
    public String toString() {
        ByteBuffer bytes = v6 ? ByteBuffer.allocate(16).putLong(bits) : ByteBuffer.allocate(4).putInt((int) bits);
        try {
            return InetAddress.getByAddress(bytes.array()).getHostAddress() + "/" + length;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(List.of(v6, bits) + " is no address", e);
        }
    }
}
