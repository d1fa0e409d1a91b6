package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.util.List;
import java.util.Optional;

/** An address split behind its IP address and port: what translation changes, and what it leaves alone. */
record IpSocket(Multiaddr socket, List<Component> rest) {

    static Optional<IpSocket> of(Multiaddr address) {
        List<Component> components = address.components();
        if (components.size() < 2 || !isIp(components.get(0)) || !isPort(components.get(1))) {
            return Optional.empty();
        }
        return Optional
                .of(new IpSocket(Multiaddr.of(components.subList(0, 2)), components.subList(2, components.size())));
    }

    /** Whether both have the same IP version and the same of tcp and udp. */
    boolean isLike(IpSocket other) {
        return protocolAt(0) == other.protocolAt(0) && protocolAt(1) == other.protocolAt(1);
    }

    boolean hasPort() {
        return !socket.components().get(1).value().equals("0");
    }

    /** The address at another socket. */
    Multiaddr at(Multiaddr otherSocket) {
        return rest.isEmpty() ? otherSocket : otherSocket.encapsulate(Multiaddr.of(rest));
    }

    private Protocol protocolAt(int index) {
        return socket.components().get(index).protocol();
    }

    private static boolean isIp(Component component) {
        return component.protocol() == Protocol.IP4 || component.protocol() == Protocol.IP6;
    }

    private static boolean isPort(Component component) {
        return component.protocol() == Protocol.TCP || component.protocol() == Protocol.UDP;
    }
}
