package dev.jlibp2p.address;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What peers say they see us as, believed once {@value #OBSERVERS_NEEDED} independent ones agree. Thread-safe; never blocks.
 *
 * <p>Peers may lie, so each {@link ObserverGroup} has one vote for each listening socket, the last it gave. A vote counts for
 * {@link #LIFETIME}. At most {@value #EXTERNAL_PER_LOCAL} addresses are believed for one socket, and memory is bounded whatever
 * peers send. See the identify specification, observedAddr.
 */
public final class ObservedAddresses {

    /** How long an observation counts. */
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    static final int OBSERVERS_NEEDED = 4;

    static final int EXTERNAL_PER_LOCAL = 3;

    static final int MAX_LOCAL = 64;

    static final int MAX_VOTES_PER_LOCAL = 256;

    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();

    private final LinkedHashMap<Multiaddr, LinkedHashMap<ObserverGroup, Vote>> votes = new LinkedHashMap<>();

    public ObservedAddresses(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Takes one peer's word, if it is plausible.
     *
     * @param local our end of the connection; ignored unless we listen there, because a port used once for dialling tells nothing
     * @param peer the peer's end
     * @param observed what the peer sees us as
     * @param listen what we listen on, wildcards expanded
     * @return whether {@link #active} answers something else than before
     */
    public boolean observe(Multiaddr local, Multiaddr peer, Multiaddr observed, Collection<Multiaddr> listen) {
        Optional<IpSocket> own = IpSocket.of(local).filter(socket -> isListening(socket, listen));
        Optional<IpSocket> seen = IpSocket.of(observed);
        Optional<ObserverGroup> group = ObserverGroup.of(peer);
        if (own.isEmpty() || seen.isEmpty() || group.isEmpty() || observed.has(Protocol.P2P_CIRCUIT)
                || !seen.get().hasPort() || !seen.get().isLike(own.get()) || !isPlausible(observed, peer)) {
            return false;
        }
        lock.lock();
        try {
            Multiaddr socket = own.get().socket();
            List<Multiaddr> before = believed(socket);
            vote(socket, group.get(), new Vote(seen.get().socket(), ticker.nanoTime()));
            return !before.equals(believed(socket));
        } finally {
            lock.unlock();
        }
    }

    /** What we are believed to be reachable at, for each of the addresses we listen on that has enough observers. */
    public List<Multiaddr> active(Collection<Multiaddr> listen) {
        lock.lock();
        try {
            List<Multiaddr> active = new ArrayList<>();
            for (Multiaddr address : listen) {
                IpSocket.of(address)
                        .ifPresent(own -> believed(own.socket()).forEach(external -> active.add(own.at(external))));
            }
            return active.stream().distinct().toList();
        } finally {
            lock.unlock();
        }
    }

    /** How many votes are held. */
    int size() {
        lock.lock();
        try {
            return votes.values().stream().mapToInt(Map::size).sum();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isListening(IpSocket local, Collection<Multiaddr> listen) {
        return listen.stream()
                .flatMap(address -> IpSocket.of(address).stream())
                .anyMatch(socket -> socket.socket().equals(local.socket()));
    }

    /** Nobody sees us by an address from farther in than where he is himself. */
    private static boolean isPlausible(Multiaddr observed, Multiaddr peer) {
        AddressScope scope = AddressScope.of(observed);
        return switch (AddressScope.of(peer)) {
            case LOOPBACK ->
                scope == AddressScope.LOOPBACK || scope == AddressScope.PRIVATE || scope == AddressScope.PUBLIC;
            case PRIVATE, LINK_LOCAL -> scope == AddressScope.PRIVATE || scope == AddressScope.PUBLIC;
            case PUBLIC -> scope == AddressScope.PUBLIC;
            default -> false;
        };
    }

    private void vote(Multiaddr socket, ObserverGroup group, Vote vote) {
        var cast = votes.computeIfAbsent(socket, key -> new LinkedHashMap<>());
        cast.remove(group);
        cast.put(group, vote);
        removeEldest(cast, MAX_VOTES_PER_LOCAL);
        removeEldest(votes, MAX_LOCAL);
    }

    private List<Multiaddr> believed(Multiaddr socket) {
        var cast = votes.get(socket);
        if (cast == null) {
            return List.of();
        }
        long now = ticker.nanoTime();
        cast.values().removeIf(vote -> now - vote.at() >= LIFETIME.toNanos());
        Map<Multiaddr, Integer> counts = new LinkedHashMap<>();
        cast.values().forEach(vote -> counts.merge(vote.external(), 1, Integer::sum));
        return counts.entrySet()
                .stream()
                .filter(count -> count.getValue() >= OBSERVERS_NEEDED)
                .sorted(Map.Entry.<Multiaddr, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(EXTERNAL_PER_LOCAL)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void removeEldest(SequencedMap<?, ?> map, int max) {
        if (map.size() > max) {
            map.pollFirstEntry();
        }
    }

    private record Vote(Multiaddr external, long at) {}
}
