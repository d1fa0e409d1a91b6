package dev.jlibp2p.spring.test;

import dev.jlibp2p.identity.PeerId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What all links of a network are like at present. Changed by tests, asked by links; thread-safe. */
final class Weather {

    private final Map<Pair, LinkConditions> ofPairs = new ConcurrentHashMap<>();

    private final Set<Pair> parted = ConcurrentHashMap.newKeySet();

    private volatile LinkConditions everywhere;

    /** Two nodes, in either order. */
    private record Pair(PeerId one, PeerId other) {

        Pair {
            if (one.compareTo(other) > 0) {
                PeerId swapped = one;
                one = other;
                other = swapped;
            }
        }
    }

    Weather(LinkConditions everywhere) {
        this.everywhere = everywhere;
    }

    LinkConditions between(PeerId one, @Nullable PeerId other) {
        return other == null ? everywhere : ofPairs.getOrDefault(new Pair(one, other), everywhere);
    }

    boolean parts(PeerId one, @Nullable PeerId other) {
        return other != null && parted.contains(new Pair(one, other));
    }

    /** For all pairs, also those that had something of their own. */
    void change(UnaryOperator<LinkConditions> change) {
        everywhere = change.apply(everywhere);
        ofPairs.replaceAll((pair, conditions) -> change.apply(conditions));
    }

    void change(PeerId one, PeerId other, UnaryOperator<LinkConditions> change) {
        ofPairs.merge(new Pair(one, other), change.apply(everywhere), (own, fresh) -> change.apply(own));
    }

    void part(PeerId one, PeerId other) {
        parted.add(new Pair(one, other));
    }

    void unite() {
        parted.clear();
    }
}
