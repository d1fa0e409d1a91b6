package dev.jlibp2p.transport.quic;

/** So many events a second, and so many at once. Not thread-safe. */
final class Rate {

    private static final long SECOND = 1_000_000_000L;

    private final long perSecond;

    private final long atOnce;

    /** In billionths of an event. */
    private long left;

    private long seen;

    Rate(int perSecond, int atOnce, long now) {
        this.perSecond = perSecond;
        this.atOnce = atOnce * SECOND;
        this.left = this.atOnce;
        this.seen = now;
    }

    /** Whether one more is within the rate; it is counted then. */
    boolean take(long now) {
        refill(now);
        if (left < SECOND) {
            return false;
        }
        left -= SECOND;
        return true;
    }

    /** Whether nothing was taken lately. */
    boolean isFull(long now) {
        refill(now);
        return left == atOnce;
    }

    private void refill(long now) {
        long passed = Math.max(0, now - seen);
        seen = now;
        long most = perSecond == 0 ? 0 : (atOnce - left) / perSecond + 1;
        left = passed >= most && perSecond > 0 ? atOnce : Math.min(atOnce, left + passed * perSecond);
    }
}
