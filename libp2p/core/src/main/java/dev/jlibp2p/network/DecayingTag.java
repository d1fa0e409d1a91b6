package dev.jlibp2p.network;

import java.time.Duration;

/**
 * A tag whose weight grows by what a peer does and is lost again with time, for example one point for each message delivered
 * first.
 *
 * @param name as for any tag
 * @param cap the weight it never exceeds
 * @param step what is lost at a time
 * @param interval the time between two losses
 */
public record DecayingTag(String name, int cap, int step, Duration interval) {

    public DecayingTag {
        PeerTags.check(name);
        if (cap < 1 || step < 1 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("tag " + name + " has cap " + cap + ", step " + step + ", interval "
                    + interval + " (expected: all more than 0)");
        }
    }

    /** What is left of {@code weight} after {@code elapsed} nanoseconds. */
    int after(int weight, long elapsed) {
        long losses = elapsed / interval.toNanos();
        return losses >= weight ? 0 : (int) Math.max(0, weight - losses * step);
    }
}
