package dev.jlibp2p.peerstore;

import dev.jlibp2p.identity.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds peers by id, by age and by when something of them expires, and keeps them within the limits. Not thread-safe. */
final class PeerIndex {

    /** Peers looked at for each one written, so that expiry keeps up with any flood and no call takes long. */
    static final int SWEPT_AT_ONCE = 16;

    private static final Comparator<PeerEntry> SOONEST_DUE = (a, b) -> {
        long later = a.due - b.due;
        return later == 0 ? Long.compare(a.number, b.number) : Long.signum(later);
    };

    private final PeerStoreLimits limits;

    private final Map<PeerId, PeerEntry> held = new HashMap<>();

    /** The one not updated for the longest time first. */
    private final LinkedHashMap<PeerId, PeerEntry> evictable = new LinkedHashMap<>();

    private final TreeSet<PeerEntry> schedule = new TreeSet<>(SOONEST_DUE);

    private long bytes;

    private long created;

    PeerIndex(PeerStoreLimits limits) {
        this.limits = limits;
    }

    @Nullable
    PeerEntry find(PeerId peer) {
        PeerEntry entry = held.get(peer);
        return entry != null ? entry : evictable.get(peer);
    }

    /** Takes a peer out to be changed; one that is not known is made. Every one taken must be put back. */
    PeerEntry take(PeerId peer) {
        PeerEntry known = find(peer);
        if (known == null) {
            return new PeerEntry(peer, created++, limits.maxAddressesPerPeer());
        }
        remove(known);
        return known;
    }

    /** Puts a peer back as the one updated last; others, or at worst this one, make room. */
    void put(PeerEntry entry, long now) {
        entry.due = now + entry.untilDue(now);
        schedule.add(entry);
        if (entry.isHeld()) {
            held.put(entry.id, entry);
        } else {
            evictable.put(entry.id, entry);
            entry.charged = entry.bytes();
            bytes += entry.charged;
        }
        while (!evictable.isEmpty() && (size() > limits.maxPeers() || bytes > limits.maxBytes())) {
            remove(evictable.firstEntry().getValue());
        }
    }

    void remove(PeerEntry entry) {
        schedule.remove(entry);
        if (evictable.remove(entry.id) != null) {
            bytes -= entry.charged;
        } else {
            held.remove(entry.id);
        }
    }

    /** Lets expired things go, of {@code max} peers at most. */
    void sweep(long now, int max) {
        for (int i = 0; i < max && !schedule.isEmpty() && schedule.first().due - now <= 0; i++) {
            PeerEntry entry = schedule.first();
            if (entry.expire(now)) {
                remove(entry);
            } else {
                schedule.remove(entry);
                entry.due = now + entry.untilDue(now);
                schedule.add(entry);
            }
        }
    }

    List<PeerId> peers() {
        List<PeerId> peers = new ArrayList<>(held.keySet());
        peers.addAll(evictable.keySet());
        return peers;
    }

    int size() {
        return held.size() + evictable.size();
    }

    long bytes() {
        return bytes;
    }
}
