package dev.jlibp2p.network;

import dev.jlibp2p.connection.CloseCause;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which connections are closed to make room; see {@link ConnectionManager} for the rules. Reads no clock and closes
 * nothing. Not thread-safe.
 */
final class ConnectionTrimmer {

    /** Closed at once, at least; of more than ten times that, a tenth. */
    static final int BITE = 8;

    private static final Comparator<Candidate<?>> LEAST_FIRST = Comparator
            .<Candidate<?>, Boolean>comparing(candidate -> candidate.streams() > 0)
            .thenComparingLong(Candidate::value)
            .thenComparing(Candidate::inbound, Comparator.reverseOrder())
            .thenComparingInt(Candidate::streams)
            .thenComparingLong(Candidate::age);

    private final ConnectionManagerSettings settings;

    /** From above the high water mark until the low one is reached. */
    private boolean trimming;

    ConnectionTrimmer(ConnectionManagerSettings settings) {
        this.settings = settings;
    }

    /**
     * One connection.
     *
     * @param age in nanoseconds
     * @param unused in nanoseconds, since a stream was last opened or ended
     * @param value the weights of its peer's tags together
     */
    record Candidate<C>(C connection, long age, long unused, int streams, boolean inbound, boolean tagged, long value,
            boolean isProtected) {}

    /** One connection that has to go, and why. */
    record Victim<C>(C connection, CloseCause cause) {}

    <C> List<Victim<C>> trim(Collection<Candidate<C>> connections) {
        List<Candidate<C>> counted = connections.stream().filter(this::counts).toList();
        int excess = Math.max(0, counted.size() - settings.lowWater());
        int bite = Math.min(excess, Math.max(BITE, excess / 10));
        boolean all = trimming || counted.size() > settings.highWater();
        trimming = all && bite < excess;
        return counted.stream()
                .filter(candidate -> all || isIdle(candidate))
                .sorted(LEAST_FIRST)
                .limit(bite)
                .map(candidate -> new Victim<>(candidate.connection(), cause(candidate)))
                .toList();
    }

    private boolean counts(Candidate<?> candidate) {
        return !candidate.isProtected() && candidate.age() >= settings.gracePeriod().toNanos();
    }

    private boolean isIdle(Candidate<?> candidate) {
        return !settings.idleTimeout().isZero() && candidate.streams() == 0 && !candidate.tagged()
                && candidate.unused() >= settings.idleTimeout().toNanos();
    }

    private CloseCause cause(Candidate<?> candidate) {
        return isIdle(candidate) ? CloseCause.IDLE : CloseCause.TRIMMED;
    }
}
