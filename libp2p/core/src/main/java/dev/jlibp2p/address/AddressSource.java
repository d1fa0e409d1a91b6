package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Turns what is bound into what peers are told: wildcards become the addresses of the interfaces, and an explicit list
 * replaces all that is detected. Immutable; any thread but an event loop, because it asks for the interfaces.
 */
public final class AddressSource {

    private final NetworkInterfaces interfaces;

    private final List<Multiaddr> announce;

    /**
     * @param interfaces what wildcards stand for
     * @param announce if not empty, exactly what is announced
     * @throws IllegalArgumentException if {@code announce} has a wildcard, which nobody could dial
     */
    public AddressSource(NetworkInterfaces interfaces, Collection<Multiaddr> announce) {
        for (Multiaddr address : announce) {
            if (Wildcard.isIn(address)) {
                throw new IllegalArgumentException("announce address " + address
                        + " is a wildcard, which no peer can dial (expected: an address or name that peers reach)");
            }
        }
        this.interfaces = interfaces;
        this.announce = List.copyOf(announce);
    }

    /**
     * All addresses of a node.
     *
     * @param bound what the listeners say, wildcards and real ports
     * @param observed see {@link ObservedAddresses#active}
     * @param confirmed proven reachable
     */
    public Addresses addresses(Collection<Multiaddr> bound, List<Multiaddr> observed, List<Multiaddr> confirmed) {
        List<Multiaddr> listen = listen(bound);
        return new Addresses(listen, announced(listen, observed), observed, confirmed);
    }

    /** What is bound, with wildcards expanded. */
    public List<Multiaddr> listen(Collection<Multiaddr> bound) {
        boolean isWild = bound.stream().anyMatch(Wildcard::isIn);
        List<InetAddress> addresses = isWild ? interfaces.addresses() : List.of();
        return bound.stream()
                .flatMap(address -> Wildcard.expand(address, addresses).stream())
                .distinct()
                .toList();
    }

    private List<Multiaddr> announced(List<Multiaddr> listen, List<Multiaddr> observed) {
        if (!announce.isEmpty()) {
            return announce;
        }
        List<Multiaddr> all = new ArrayList<>(listen);
        all.addAll(observed);
        return all;
    }
}
