package dev.jlibp2p.transport.quic;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Which of this machine's addresses packets to a peer leave from, as its routing table has it. Sends nothing. */
final class SourceAddress {

    private SourceAddress() {}

    /** The address, or {@code otherwise} where the machine does not tell. */
    static InetAddress towards(InetSocketAddress peer, InetAddress otherwise) {
        StandardProtocolFamily family = peer.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
        try (DatagramChannel probe = DatagramChannel.open(family)) {
            probe.connect(peer);
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (IOException | RuntimeException e) {
            return otherwise;
        }
    }
}
