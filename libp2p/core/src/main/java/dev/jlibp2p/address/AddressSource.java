package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Turns what is bound into what peers are told: wildcards become the addresses of the interfaces, and
 * {@link AnnounceRules} say which are told. Immutable; any thread but an event loop, because it asks for the interfaces.
 */
public final class AddressSource {

    private final NetworkInterfaces interfaces;

    private final AnnounceRules rules;

    /**
     * @param interfaces what wildcards stand for
     * @param rules what is announced of what there is
     */
    public AddressSource(NetworkInterfaces interfaces, AnnounceRules rules) {
        this.interfaces = interfaces;
        this.rules = rules;
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
        List<Multiaddr> all = new ArrayList<>(listen);
        all.addAll(observed);
        return rules.apply(all);
    }
}
