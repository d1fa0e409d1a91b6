package dev.jlibp2p.transport.websocket;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a WebSocket is: {@code /ip4/…/tcp/…/ws}, or {@code /tls/ws} instead of {@code /ws} for one in TLS, of which
 * {@code /wss} is another spelling and {@code /tls/sni/<name>/ws} the form that tells the server's name.
 *
 * @param socket to connect to or to listen on
 * @param secure whether it runs in TLS
 * @param serverName of the certificate, or {@code null} for the IP address
 */
record WebSocketAddress(InetSocketAddress socket, boolean secure, @Nullable String serverName) {

    /** Reads an address, which may end in a peer id. Empty for any other form. */
    static Optional<WebSocketAddress> of(Multiaddr address) {
        Multiaddr bare = canonical(address.withoutPeer());
        Optional<InetSocketAddress> socket = bare.socketAddress();
        int tcp = indexOfTcp(bare);
        if (socket.isEmpty() || tcp < 0) {
            return Optional.empty();
        }
        List<Component> rest = bare.components().subList(tcp + 1, bare.components().size());
        List<Protocol> form = rest.stream().map(Component::protocol).toList();
        if (form.equals(List.of(Protocol.WS))) {
            return Optional.of(new WebSocketAddress(socket.get(), false, null));
        }
        if (form.equals(List.of(Protocol.TLS, Protocol.WS))) {
            return Optional.of(new WebSocketAddress(socket.get(), true, null));
        }
        if (form.equals(List.of(Protocol.TLS, Protocol.SNI, Protocol.WS))) {
            return Optional.of(new WebSocketAddress(socket.get(), true, rest.get(1).value()));
        }
        return Optional.empty();
    }

    /** The same address with {@code /tls/ws} where it says {@code /wss}. */
    static Multiaddr canonical(Multiaddr address) {
        if (!address.has(Protocol.WSS)) {
            return address;
        }
        List<Component> parts = new ArrayList<>();
        for (Component part : address.components()) {
            if (part.protocol() != Protocol.WSS) {
                parts.add(part);
                continue;
            }
            Protocol before = parts.isEmpty() ? Protocol.WSS : parts.getLast().protocol();
            if (before != Protocol.TLS && before != Protocol.SNI) {
                parts.add(Component.of(Protocol.TLS));
            }
            parts.add(Component.of(Protocol.WS));
        }
        return Multiaddr.of(parts);
    }

    /** The end of a WebSocket that is open at a socket. */
    static Multiaddr at(InetSocketAddress socket, boolean secure) {
        Multiaddr tcp = Multiaddr.of(socket, Protocol.TCP);
        return secure
                ? tcp.encapsulate(Component.of(Protocol.TLS)).encapsulate(Component.of(Protocol.WS))
                : tcp.encapsulate(Component.of(Protocol.WS));
    }

    /** Who has to be at the other end: the server's name, else its IP address. */
    String host() {
        return serverName == null ? socket.getAddress().getHostAddress() : serverName;
    }

    /** The value of the HTTP header. */
    String hostHeader() {
        String host = host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    private static int indexOfTcp(Multiaddr address) {
        List<Component> parts = address.components();
        int index = !parts.isEmpty() && parts.getFirst().protocol() == Protocol.IP6ZONE ? 2 : 1;
        return parts.size() > index && parts.get(index).protocol() == Protocol.TCP ? index : -1;
    }
}
