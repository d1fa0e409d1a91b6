package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which addresses have failed lately, and how long they are left alone for it. Thread-safe. Remembers {@value #MAX_PEERS} peers
 * with {@value #MAX_ADDRESSES} addresses each at most, those that failed last.
 */
final class DialBackoff {

    static final int MAX_PEERS = 4_096;

    static final int MAX_ADDRESSES = 64;

    private static final Duration STEP = Duration.ofSeconds(1);

    /** Beyond it the square of them is longer than any maximum. */
    private static final int MAX_FAILURES = 10_000;

    private final DialSettings.Backoff settings;

    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();

    private final LinkedHashMap<PeerId, LinkedHashMap<Multiaddr, Failures>> failures = new LinkedHashMap<>();

    private record Failures(int count, long until, long length) {}

    DialBackoff(DialSettings.Backoff settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    /** How long the address is to be left alone yet; nought when it may be dialled. */
    Duration remaining(PeerId peer, Multiaddr address) {
        lock.lock();
        try {
            Failures last = failures.getOrDefault(peer, new LinkedHashMap<>()).get(address.withoutPeer());
            long left = last == null ? 0 : last.until() - ticker.nanoTime();
            return Duration.ofNanos(Math.max(0, left));
        } finally {
            lock.unlock();
        }
    }

    void failed(PeerId peer, Multiaddr address) {
        lock.lock();
        try {
            long now = ticker.nanoTime();
            SequencedMap<Multiaddr, Failures> ofPeer = touched(failures, peer, new LinkedHashMap<>());
            Failures last = ofPeer.remove(address.withoutPeer());
            // Whoever has behaved for as long as he was left alone begins anew.
            int before = last == null || now - last.until() > last.length() ? 0 : Math.min(last.count(), MAX_FAILURES);
            long length = length(before);
            ofPeer.put(address.withoutPeer(), new Failures(before + 1, now + length, length));
            removeEldest(ofPeer, MAX_ADDRESSES);
            removeEldest(failures, MAX_PEERS);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all failures of a peer. */
    void succeeded(PeerId peer) {
        lock.lock();
        try {
            failures.remove(peer);
        } finally {
            lock.unlock();
        }
    }

    /** How many addresses are remembered. */
    int size() {
        lock.lock();
        try {
            return failures.values().stream().mapToInt(Map::size).sum();
        } finally {
            lock.unlock();
        }
    }

    private long length(int before) {
        Duration length = settings.initial().plus(STEP.multipliedBy((long) before * before));
        return (length.compareTo(settings.max()) < 0 ? length : settings.max()).toNanos();
    }

    private static <K, V> V touched(SequencedMap<K, V> map, K key, V otherwise) {
        V there = map.remove(key);
        V kept = there == null ? otherwise : there;
        map.put(key, kept);
        return kept;
    }

    private static void removeEldest(SequencedMap<?, ?> map, int max) {
        if (map.size() > max) {
            map.pollFirstEntry();
        }
    }
}
