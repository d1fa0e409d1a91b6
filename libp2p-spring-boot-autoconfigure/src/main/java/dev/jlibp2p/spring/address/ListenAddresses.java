package dev.jlibp2p.spring.address;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the node is to listen. An explicit list is taken as it is, so that an address nobody can serve fails the start; of the
 * default list whatever this machine cannot serve is dropped, with one log line each.
 *
 * @param explicit whether somebody asked for these addresses
 */
public record ListenAddresses(List<Multiaddr> addresses, boolean explicit) {

    /** What TCP listens on in a node that nobody told otherwise. */
    public static final List<Multiaddr> TCP = List.of(Multiaddr.of("/ip4/0.0.0.0/tcp/4001"),
            Multiaddr.of("/ip6/::/tcp/4001"));

    private static final Logger log = LoggerFactory.getLogger(ListenAddresses.class);

    public ListenAddresses {
        addresses = List.copyOf(addresses);
    }

    /**
     * The addresses that a configuration means.
     *
     * @param configured the value of {@code libp2p.listen}; {@code null} for the default list
     * @param defaults the default list
     */
    public static ListenAddresses of(@Nullable List<Multiaddr> configured, List<DefaultAddresses> defaults) {
        if (configured != null) {
            return new ListenAddresses(configured, true);
        }
        return new ListenAddresses(servable(defaults, isIp6Available()), false);
    }

    static List<Multiaddr> servable(List<DefaultAddresses> defaults, boolean ip6) {
        List<Multiaddr> servable = new ArrayList<>();
        for (DefaultAddresses each : defaults) {
            for (Multiaddr address : each.addresses()) {
                if (!each.hindrance().isEmpty()) {
                    log.info("not listening on the default {}: {}", address, each.hindrance());
                } else if (!ip6 && address.has(Protocol.IP6)) {
                    log.info("not listening on the default {}: this machine has no IPv6", address);
                } else {
                    servable.add(address);
                }
            }
        }
        return servable;
    }

    /** Whether one of them is of a protocol: an explicit address switches its transport on. */
    public boolean explicitlyUses(Protocol protocol) {
        return explicit && addresses.stream().anyMatch(address -> address.has(protocol));
    }

    /** Same of addresses that have this protocol and nothing above it: TCP itself, and not what runs over TCP. */
    public boolean explicitlyEndsIn(Protocol protocol) {
        return explicit && addresses.stream()
                .map(address -> address.withoutPeer().components())
                .anyMatch(parts -> !parts.isEmpty() && parts.getLast().protocol() == protocol);
    }

    private static boolean isIp6Available() {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            return socket.isOpen();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
