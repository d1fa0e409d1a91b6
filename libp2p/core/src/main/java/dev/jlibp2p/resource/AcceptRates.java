package dev.jlibp2p.resource;

import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast new links may come: one bucket of tokens for each address, one for the network around a public one, one for the
 * node. A link takes a token of each or of none. Thread-safe.
 */
final class AcceptRates {

    /** Buckets at most. The node's own rate does not let a flood use up so many before the first of them is full again. */
    static final int MOST = 16_384;

    private final Supplier<AcceptLimits> limits;

    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Subnet, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subnet, Bucket> eldest) {
            return size() > MOST;
        }
    };

    private @Nullable Bucket node;

    AcceptRates(Supplier<AcceptLimits> limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
    }

    private static final class Bucket {

        private double tokens;

        private long filled;

        Bucket(int burst, long now) {
            this.tokens = burst;
            this.filled = now;
        }

        boolean hasToken(double rate, double burst, long now) {
            double elapsed = (now - filled) / (double) TimeUnit.SECONDS.toNanos(1);
            tokens = Math.min(burst, tokens + elapsed * rate);
            filled = now;
            return tokens >= 1;
        }

        void take() {
            tokens--;
        }
    }

    /** The widest that comes too fast: a subnet, {@link #NODE}, or nothing at all. */
    @Nullable
    String tooFast(InetAddress from) {
        AcceptLimits now = limits.get();
        if (now.isRateUnlimited()) {
            return null;
        }
        lock.lock();
        try {
            return take(now, from, ticker.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Stands for all addresses together. */
    static final String NODE = "all addresses";

    private @Nullable String take(AcceptLimits limit, InetAddress from, long now) {
        int allAtOnce = times(limit.burst(), 64);
        int aroundAtOnce = times(limit.burst(), 5);
        if (node == null) {
            node = new Bucket(allAtOnce, now);
        }
        Subnet near = Subnet.of(from);
        Bucket own = buckets.computeIfAbsent(near, added -> new Bucket(limit.burst(), now));
        // Nothing but its own bucket remembers one that comes too fast: it must not use up what its neighbours have.
        if (!own.hasToken(limit.perIp(), limit.burst(), now)) {
            return near.toString();
        }
        Subnet wide = Subnet.isPrivate(from) ? null : Subnet.around(from);
        Bucket around = wide == null
                ? null
                : buckets.computeIfAbsent(wide, added -> new Bucket(aroundAtOnce, now));
        if (around != null && !around.hasToken(limit.perIp() * 2.5, aroundAtOnce, now)) {
            return String.valueOf(wide);
        }
        if (!node.hasToken(limit.perIp() * 1_000, allAtOnce, now)) {
            return NODE;
        }
        own.take();
        if (around != null) {
            around.take();
        }
        node.take();
        return null;
    }

    int size() {
        lock.lock();
        try {
            return buckets.size();
        } finally {
            lock.unlock();
        }
    }

    private static int times(int burst, int factor) {
        return (int) Math.min((long) burst * factor, Integer.MAX_VALUE);
    }
}
