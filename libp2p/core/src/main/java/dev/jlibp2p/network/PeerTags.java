package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What peers are worth, and to whom: tags with weights, some of which are lost with time. Bounded. Thread-safe. */
final class PeerTags {

    static final int MAX_PEERS = 10_000;

    static final int MAX_TAGS = 32;

    static final int MAX_NAME = 64;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<PeerId, Map<String, Weight>> peers = new HashMap<>();

    /** @param decay {@code null} for a weight that stays */
    private record Weight(int weight, long at, @Nullable DecayingTag decay) {

        int now(long now) {
            return decay == null ? weight : decay.after(weight, now - at);
        }
    }

    static void check(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "'" + name + "' has " + name.length() + " characters (expected: 1 to " + MAX_NAME + ")");
        }
    }

    boolean set(PeerId peer, String name, int weight, long now) {
        check(name);
        lock.lock();
        try {
            return put(peer, name, new Weight(weight, now, null), now);
        } finally {
            lock.unlock();
        }
    }

    boolean bump(PeerId peer, DecayingTag tag, int by, long now) {
        lock.lock();
        try {
            Weight old = peers.getOrDefault(peer, Map.of()).get(tag.name());
            long sum = (old == null ? 0L : old.now(now)) + by;
            // What has passed of the present interval counts for the next loss: who is always busy loses all the same.
            long at = old == null ? now : now - (now - old.at()) % tag.interval().toNanos();
            return put(peer, tag.name(), new Weight(Math.clamp(sum, 0, tag.cap()), at, tag), now);
        } finally {
            lock.unlock();
        }
    }

    boolean remove(PeerId peer, String name) {
        lock.lock();
        try {
            Map<String, Weight> tags = peers.get(peer);
            if (tags == null || tags.remove(name) == null) {
                return false;
            }
            if (tags.isEmpty()) {
                peers.remove(peer);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** By name; what has decayed to nothing is left out. */
    SortedMap<String, Integer> of(PeerId peer, long now) {
        lock.lock();
        try {
            SortedMap<String, Integer> weights = new TreeMap<>();
            peers.getOrDefault(peer, Map.of()).forEach((name, weight) -> {
                if (!isGone(weight, now)) {
                    weights.put(name, weight.now(now));
                }
            });
            return weights;
        } finally {
            lock.unlock();
        }
    }

    Set<PeerId> peers() {
        lock.lock();
        try {
            return Set.copyOf(peers.keySet());
        } finally {
            lock.unlock();
        }
    }

    private boolean put(PeerId peer, String name, Weight weight, long now) {
        Map<String, Weight> tags = peers.get(peer);
        if (tags == null) {
            if (peers.size() == MAX_PEERS) {
                peers.values().removeIf(old -> old.values().stream().allMatch(each -> isGone(each, now)));
            }
            if (peers.size() == MAX_PEERS) {
                return false;
            }
            tags = new LinkedHashMap<>(4);
            peers.put(peer, tags);
        } else if (!tags.containsKey(name) && tags.size() == MAX_TAGS) {
            tags.values().removeIf(old -> isGone(old, now));
            if (tags.size() == MAX_TAGS) {
                return false;
            }
        }
        tags.put(name, weight);
        return true;
    }

    private static boolean isGone(Weight weight, long now) {
        return weight.decay() != null && weight.now(now) == 0;
    }
}
