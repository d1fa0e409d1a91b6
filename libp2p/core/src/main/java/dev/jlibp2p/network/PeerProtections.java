package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which peers are protected, and for which reasons. Bounded. Thread-safe. */
final class PeerProtections {

    static final int MAX_PEERS = 10_000;

    static final int MAX_REASONS = 32;

    private final ConcurrentMap<PeerId, Set<String>> reasons = new ConcurrentHashMap<>();

    boolean add(PeerId peer, String reason) {
        PeerTags.check(reason);
        boolean[] added = new boolean[1];
        reasons.compute(peer, (id, old) -> {
            if (old == null && reasons.size() >= MAX_PEERS) {
                return null;
            }
            Set<String> all = new TreeSet<>(old == null ? Set.of() : old);
            all.add(reason);
            added[0] = all.size() <= MAX_REASONS;
            return added[0] ? all : old;
        });
        return added[0];
    }

    boolean remove(PeerId peer, String reason) {
        boolean[] removed = new boolean[1];
        reasons.computeIfPresent(peer, (id, old) -> {
            Set<String> rest = new TreeSet<>(old);
            removed[0] = rest.remove(reason);
            return rest.isEmpty() ? null : rest;
        });
        return removed[0];
    }

    Set<String> of(PeerId peer) {
        return Set.copyOf(reasons.getOrDefault(peer, Set.of()));
    }

    boolean contains(PeerId peer) {
        return reasons.containsKey(peer);
    }

    Set<PeerId> peers() {
        return reasons.keySet();
    }
}
