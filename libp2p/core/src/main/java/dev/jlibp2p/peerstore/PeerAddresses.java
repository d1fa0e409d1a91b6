package dev.jlibp2p.peerstore;

import dev.jlibp2p.multiformats.Multiaddr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The addresses of one peer, few enough to be searched one by one. Not thread-safe; all times are of one ticker. */
final class PeerAddresses {

    private static final Comparator<Entry> LEAST_WORTH = Comparator.comparing((Entry entry) -> entry.isPermanent())
            .thenComparing(entry -> entry.certified)
            .thenComparing(Entry::isEndless)
            .thenComparing((a, b) -> Long.signum(a.expires - b.expires));

    private final int max;

    private final List<Entry> entries = new ArrayList<>(4);

    PeerAddresses(int max) {
        this.max = max;
    }

    void add(Multiaddr address, AddressLifetime lifetime, boolean certified, long now) {
        Entry added = new Entry(address, lifetime, certified, now);
        Entry known = find(address);
        if (known != null) {
            known.extend(added);
        } else if (entries.size() < max) {
            entries.add(added);
        } else {
            displaceFor(added);
        }
    }

    /** What a newer statement of the peer, or of others about it, makes obsolete. */
    void removeReplaceable(boolean alsoCertified) {
        entries.removeIf(entry -> !entry.isPermanent() && (alsoCertified || !entry.certified));
    }

    /** From now on nothing is kept for the sake of a connection. */
    void disconnected(long now) {
        for (Entry entry : entries) {
            if (entry.lifetime == AddressLifetime.CONNECTED) {
                entry.live(AddressLifetime.RECENT, now);
            }
        }
    }

    void removeExpired(long now) {
        entries.removeIf(entry -> !entry.isEndless() && entry.expires - now <= 0);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean hasPermanent() {
        return entries.stream().anyMatch(Entry::isPermanent);
    }

    boolean hasCertified() {
        return entries.stream().anyMatch(entry -> entry.certified);
    }

    /** Time until the first one expires; {@code otherwise} if none does. */
    long untilNextExpiry(long now, long otherwise) {
        return entries.stream()
                .filter(Predicate.not(Entry::isEndless))
                .mapToLong(entry -> entry.expires - now)
                .min()
                .orElse(otherwise);
    }

    /** Certified ones first, in the order they came. */
    List<KnownAddress> list() {
        return entries.stream()
                .map(entry -> new KnownAddress(entry.address, entry.lifetime, entry.certified))
                .sorted(Comparator.comparing(KnownAddress::certified).reversed())
                .toList();
    }

    long bytes() {
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += Entry.BYTES + 2L * entry.address.size();
        }
        return bytes;
    }

    private void displaceFor(Entry added) {
        Entry least = entries.stream().min(LEAST_WORTH).orElseThrow();
        if (LEAST_WORTH.compare(added, least) >= 0) {
            entries.remove(least);
            entries.add(added);
        }
    }

    private @Nullable Entry find(Multiaddr address) {
        for (Entry entry : entries) {
            if (entry.address.equals(address)) {
                return entry;
            }
        }
        return null;
    }

    private static final class Entry {

        /** Of the objects around the bytes of one address, measured roughly. */
        static final int BYTES = 320;

        final Multiaddr address;

        AddressLifetime lifetime;

        boolean certified;

        long expires;

        Entry(Multiaddr address, AddressLifetime lifetime, boolean certified, long now) {
            this.address = address;
            this.lifetime = lifetime;
            this.certified = certified;
            live(lifetime, now);
        }

        void live(AddressLifetime newLifetime, long now) {
            lifetime = newLifetime;
            expires = newLifetime.isEndless() ? now : now + newLifetime.duration().toNanos();
        }

        void extend(Entry other) {
            certified |= other.certified;
            if (isPermanent() || isEndless() && !other.isPermanent()) {
                return;
            }
            if (other.isEndless() || other.expires - expires > 0) {
                lifetime = other.lifetime;
                expires = other.expires;
            }
        }

        boolean isPermanent() {
            return lifetime == AddressLifetime.PERMANENT;
        }

        boolean isEndless() {
            return lifetime.isEndless();
        }
    }
}
