package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Multiaddr;
import java.util.Collection;
import java.util.List;

/**
 * The addresses of one node, without its own {@code /p2p}. Immutable.
 *
 * <p>Wildcards such as {@code 0.0.0.0} and {@code ::} mean nothing to anybody else and are left out of every list, wherever
 * they come from.
 *
 * @param listen bound, wildcards expanded
 * @param announced what we tell peers
 * @param observed what enough independent peers see us as
 * @param confirmed proven reachable
 */
public record Addresses(List<Multiaddr> listen, List<Multiaddr> announced, List<Multiaddr> observed,
        List<Multiaddr> confirmed) {

    /** A node that does not listen. */
    public static final Addresses NONE = new Addresses(List.of(), List.of(), List.of(), List.of());

    public Addresses {
        listen = presentable(listen);
        announced = presentable(announced);
        observed = presentable(observed);
        confirmed = presentable(confirmed);
    }

    private static List<Multiaddr> presentable(Collection<Multiaddr> addresses) {
        return addresses.stream()
                .filter(address -> !Wildcard.isIn(address))
                .map(Multiaddr::withoutPeer)
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
    }
}
