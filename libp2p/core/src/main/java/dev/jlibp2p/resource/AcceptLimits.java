package dev.jlibp2p.resource;

/**
 * How many links peers may open from where, before any cryptography. Loopback addresses are exempt.
 *
 * <p>{@code perIp} and {@code burst} hold for an IPv4 address and an IPv6 /56, which one subscriber has; the networks around
 * them, an IPv4 /24 and an IPv6 /48, may have two and a half times the rate and five times the burst; the whole node a
 * thousand times the rate and 64 times the burst.
 *
 * <p>Of a private address, one of those that say nothing of a subscriber, only its own rate counts: a whole cluster may share
 * an IPv6 /56, and everybody behind a gateway its address.
 *
 * @param perIp new links a second from one address, in the long run; infinite for no limit
 * @param burst new links from one address at once
 * @param connectionsPerIp links from one public address at a time; eight times as many from an IPv6 /48
 */
public record AcceptLimits(double perIp, int burst, int connectionsPerIp) {

    /** What suits an ordinary server. */
    public static final AcceptLimits DEFAULTS = new AcceptLimits(0.2, 16, 8);

    /** Refuses nothing. */
    public static final AcceptLimits UNLIMITED = new AcceptLimits(Double.POSITIVE_INFINITY, Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    public AcceptLimits {
        if (!(perIp > 0) || burst <= 0 || connectionsPerIp <= 0) {
            throw new IllegalArgumentException(
                    "accept limits must be above 0: " + perIp + " a second, " + burst + ", " + connectionsPerIp);
        }
    }

    boolean isRateUnlimited() {
        return Double.isInfinite(perIp);
    }
}
