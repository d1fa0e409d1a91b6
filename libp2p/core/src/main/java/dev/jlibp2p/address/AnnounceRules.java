package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Multiaddr;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What peers are told of a node's addresses. Immutable.
 *
 * @param announce if not empty, told instead of all that is detected
 * @param append told as well, detected or not
 * @param suppress never told, whatever the other two say
 */
public record AnnounceRules(List<Multiaddr> announce, List<Multiaddr> append, List<AddressPattern> suppress) {

    /** Tell what is detected. */
    public static final AnnounceRules DETECTED = new AnnounceRules(List.of(), List.of(), List.of());

    /** @throws IllegalArgumentException if an address to tell has a wildcard, which nobody could dial */
    public AnnounceRules {
        Stream.concat(announce.stream(), append.stream()).filter(Wildcard::isIn).findFirst().ifPresent(wild -> {
            throw new IllegalArgumentException("announce address " + wild
                    + " is a wildcard, which no peer can dial (expected: an address or name that peers reach)");
        });
        announce = List.copyOf(announce);
        append = List.copyOf(append);
        suppress = List.copyOf(suppress);
    }

    /** Same with these instead of what is detected. */
    public AnnounceRules withAnnounce(Collection<Multiaddr> addresses) {
        return new AnnounceRules(List.copyOf(addresses), append, suppress);
    }

    /** Same with these as well. */
    public AnnounceRules withAppend(Collection<Multiaddr> addresses) {
        return new AnnounceRules(announce, List.copyOf(addresses), suppress);
    }

    /** Same without these. */
    public AnnounceRules withSuppress(Collection<AddressPattern> patterns) {
        return new AnnounceRules(announce, append, List.copyOf(patterns));
    }

    /** What is told of a node at which all that was {@code detected}. */
    List<Multiaddr> apply(Collection<Multiaddr> detected) {
        return Stream.concat(announce.isEmpty() ? detected.stream() : announce.stream(), append.stream())
                .filter(address -> suppress.stream().noneMatch(pattern -> pattern.matches(address)))
                .distinct()
                .toList();
    }
}
