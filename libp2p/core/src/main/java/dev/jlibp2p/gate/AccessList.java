package dev.jlibp2p.gate;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Cidr;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one list, found fast however many there are: by peer, and by range for each number of bits in use. Only rules
 * about the beginning of an address are gone through one by one. Immutable.
 */
final class AccessList {

    static final AccessList EMPTY = new AccessList(List.of());

    private final Map<AccessRule, AccessEntry> entries = new LinkedHashMap<>();

    private final Map<PeerId, AccessEntry> byPeer = new HashMap<>();

    private final Map<Cidr, AccessEntry> byRange = new HashMap<>();

    private final Set<Integer> ip4Bits = new TreeSet<>();

    private final Set<Integer> ip6Bits = new TreeSet<>();

    private final List<AccessEntry> others = new ArrayList<>();

    AccessList(Collection<AccessEntry> entries) {
        entries.forEach(this::put);
    }

    private void put(AccessEntry entry) {
        AccessRule rule = entry.rule();
        if (entries.putIfAbsent(rule, entry) != null) {
            return;
        }
        Cidr range = rule.range();
        PeerId peer = rule.peer();
        if (peer != null && !rule.hasPlace()) {
            byPeer.put(peer, entry);
        } else if (peer == null && range != null) {
            byRange.put(range, entry);
            (range.isIp4() ? ip4Bits : ip6Bits).add(range.bits());
        } else {
            others.add(entry);
        }
    }

    Collection<AccessEntry> entries() {
        return entries.values();
    }

    @Nullable
    AccessEntry entry(AccessRule rule) {
        return entries.get(rule);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The first rule about the peer, or about any peer or place of the address; {@code null} if there is none. */
    @Nullable
    AccessEntry denies(@Nullable PeerId peer, GatedAddress address, Clock clock) {
        Set<PeerId> concerned = new HashSet<>(address.peers());
        if (peer != null) {
            concerned.add(peer);
        }
        Stream<AccessEntry> ofPeers = concerned.stream().flatMap(each -> Stream.ofNullable(byPeer.get(each)));
        Stream<AccessEntry> ofPlaces = others.stream()
                .filter(entry -> entry.rule().peer() == null || concerned.contains(entry.rule().peer()))
                .filter(entry -> entry.rule().fitsPlace(address));
        return first(Stream.of(ofPeers, ranges(address), ofPlaces).flatMap(each -> each), clock);
    }

    /**
     * Whether a rule admits the peer, or may still do so once it is known who it is. Where an address leads through a relay, only
     * who is behind it counts: a relay that is admitted does not vouch for everybody.
     *
     * @param peer {@code null} while unknown
     */
    boolean allows(@Nullable PeerId peer, GatedAddress address, Clock clock) {
        Stream<AccessEntry> ofPeers = peer == null
                ? byPeer.values().stream()
                : Stream.of(peer).flatMap(each -> Stream.ofNullable(byPeer.get(each)));
        if (address.relayed()) {
            return first(ofPeers, clock) != null;
        }
        Stream<AccessEntry> ofPlaces = others.stream()
                .filter(entry -> peer == null || entry.rule().peer() == null || peer.equals(entry.rule().peer()))
                .filter(entry -> entry.rule().fitsPlace(address));
        return first(Stream.of(ofPeers, ranges(address), ofPlaces).flatMap(each -> each), clock) != null;
    }

    /** Whether a rule is about an address that begins with this one. */
    boolean allowsMoreOf(GatedAddress address, Clock clock) {
        return first(others.stream().filter(entry -> entry.rule().fitsMoreOf(address)), clock) != null;
    }

    private Stream<AccessEntry> ranges(GatedAddress address) {
        return address.ips()
                .stream()
                .flatMap(ip -> (ip.length == 4 ? ip4Bits : ip6Bits).stream()
                        .flatMap(bits -> Stream.ofNullable(byRange.get(Cidr.of(ip, bits)))));
    }

    private static @Nullable AccessEntry first(Stream<AccessEntry> found, Clock clock) {
        return found.filter(entry -> entry.expiresAt() == null || !entry.isExpired(clock.instant()))
                .findFirst()
                .orElse(null);
    }
}
