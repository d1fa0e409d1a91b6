package dev.jlibp2p.node.resources;

import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.Traffic;
import io.netty.util.concurrent.Ticker;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Rates of the bytes core counts: what came since it was looked at before. Nothing is measured while nobody asks, and nothing is
 * remembered but of what was there at the last look, so it is bounded as the connections are. Thread-safe.
 */
final class Bandwidth {

    /** Looks closer to each other than this share their rates. */
    private static final long SHORTEST_WINDOW = TimeUnit.SECONDS.toNanos(1);

    private final ResourceManager resources;

    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<BandwidthBy, Look> looks = new EnumMap<>(BandwidthBy.class);

    Bandwidth(ResourceManager resources, Ticker ticker) {
        this.resources = resources;
        this.ticker = ticker;
        Look first = new Look(ticker.nanoTime(), Map.of(), Map.of());
        looks.put(BandwidthBy.PROTOCOL, first);
        looks.put(BandwidthBy.PEER, first);
    }

    private record Bytes(long received, long sent) {

        static final Bytes NONE = new Bytes(0, 0);
    }

    /** What there was at one time, and the rates until then. */
    private record Look(long at, Map<String, Bytes> bytes, Map<String, BandwidthItem> items) {}

    /** Those with the highest rates, and of equals with most bytes. */
    List<BandwidthItem> top(BandwidthBy by, int top) {
        lock.lock();
        try {
            Look last = looks.getOrDefault(by, new Look(0, Map.of(), Map.of()));
            long now = ticker.nanoTime();
            if (last.items().isEmpty() || now - last.at() >= SHORTEST_WINDOW) {
                last = look(last, counts(by), now);
                looks.put(by, last);
            }
            return last.items()
                    .values()
                    .stream()
                    .sorted(Comparator.comparingDouble(BandwidthItem::rate)
                            .thenComparingLong(BandwidthItem::bytes)
                            .reversed()
                            .thenComparing(BandwidthItem::name))
                    .limit(top)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Traffic.Count> counts(BandwidthBy by) {
        if (by == BandwidthBy.PROTOCOL) {
            return resources.protocols().counts();
        }
        Map<String, Traffic.Count> peers = new TreeMap<>();
        resources.peerScopes().forEach((peer, scope) -> {
            Traffic.Count count = scope.traffic();
            if (count != null) {
                peers.put(peer.toString(), count);
            }
        });
        return peers;
    }

    private static Look look(Look last, Map<String, Traffic.Count> counts, long now) {
        Map<String, Bytes> bytes = new HashMap<>();
        Map<String, BandwidthItem> items = new HashMap<>();
        long window = Math.max(1, now - last.at());
        counts.forEach((name, count) -> {
            Bytes is = new Bytes(count.received(), count.sent());
            Bytes was = last.bytes().getOrDefault(name, Bytes.NONE);
            bytes.put(name, is);
            items.put(name, new BandwidthItem(name, is.received(), is.sent(),
                    rate(is.received() - was.received(), window), rate(is.sent() - was.sent(), window),
                    TimeUnit.NANOSECONDS.toMillis(window)));
        });
        return new Look(now, bytes, items);
    }

    /** A peer that came again counts from nought. */
    private static double rate(long bytes, long window) {
        return Math.max(0, bytes) * (double) TimeUnit.SECONDS.toNanos(1) / window;
    }
}
