package dev.jlibp2p.network;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialRanker.Ranked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of one peer that wait for their turn. Sans I/O: it is told the time, and what begins and ends. */
final class DialSchedule {

    /** Nothing to wait for. */
    static final long NEVER = Long.MAX_VALUE;

    private final int concurrency;

    /** By their time. */
    private final List<Waiting> waiting = new ArrayList<>();

    private int running;

    private long heldUntil;

    private boolean isHeld;

    private record Waiting(Multiaddr address, long at) {}

    DialSchedule(int concurrency) {
        this.concurrency = concurrency;
    }

    /** Adds addresses that are to be ranked against each other. */
    void add(Collection<Multiaddr> addresses, long now) {
        for (Ranked ranked : DialRanker.rank(addresses)) {
            waiting.add(new Waiting(ranked.address(), now + ranked.delay().toNanos()));
        }
        waiting.sort(Comparator.comparingLong(each -> each.at() - now));
    }

    /** The address to begin with now, which counts as running from here on; null when none is to begin yet. */
    @Nullable
    Multiaddr next(long now) {
        if (waiting.isEmpty() || running >= concurrency) {
            return null;
        }
        // While nothing is under way there is nothing to be had by waiting.
        if (running > 0 && delay(now) > 0) {
            return null;
        }
        running++;
        return waiting.removeFirst().address();
    }

    /** Nanoseconds until {@link #next} may give another one, or {@link #NEVER} when only the end of one can make it do so. */
    long delay(long now) {
        if (waiting.isEmpty() || running >= concurrency) {
            return NEVER;
        }
        long held = isHeld ? heldUntil - now : 0;
        return Math.max(0, Math.max(held, waiting.getFirst().at() - now));
    }

    /** One that is running has reached its peer: for two steps no other one need begin. */
    void reached(Multiaddr address, long now) {
        Duration hold = DialRanker.step(address).multipliedBy(2);
        isHeld = true;
        heldUntil = now + hold.toNanos();
    }

    /** One that was running came to nothing. */
    void ended() {
        running--;
        isHeld = false;
    }

    boolean isExhausted() {
        return running == 0 && waiting.isEmpty();
    }

    /** All that wait, which do so no more. */
    List<Multiaddr> drain() {
        List<Multiaddr> rest = waiting.stream().map(Waiting::address).toList();
        waiting.clear();
        return rest;
    }
}
