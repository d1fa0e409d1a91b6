package dev.jlibp2p.network;

import dev.jlibp2p.name.NameResolver;
import dev.jlibp2p.transport.EventLoops;
import java.time.Duration;
import java.util.function.Function;

/**
 * How peers are dialled.
 *
 * @param timeout one deadline for all addresses of a peer together, names included
 * @param concurrency addresses dialled at once, of all peers together; more wait
 * @param concurrencyPerPeer addresses of one peer dialled at once
 * @param backoff how long an address that failed is left alone
 * @param scope which addresses that others told are dialled
 * @param names looks up the names in addresses; made anew at every start
 */
public record DialSettings(Duration timeout, int concurrency, int concurrencyPerPeer, Backoff backoff, DialScope scope,
        Function<? super EventLoops, ? extends NameResolver> names) {

    /** What go-libp2p has, and names as this machine is configured. */
    public static final DialSettings DEFAULTS = new DialSettings(Duration.ofSeconds(15), 160, 8,
            new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5)), DialScope.ANY, NameResolver::ofThisMachine);

    public DialSettings {
        if (!timeout.isPositive() || concurrency < 1 || concurrencyPerPeer < 1) {
            throw new IllegalArgumentException("timeout " + timeout + ", concurrency " + concurrency + " and "
                    + concurrencyPerPeer + " per peer: expected more than 0");
        }
    }

    /**
     * How long an address that failed is left alone by dials nobody asked for: {@code initial}, then a second longer by the
     * square of the failures before.
     *
     * @param initial after the first failure
     * @param max the longest
     */
    public record Backoff(Duration initial, Duration max) {

        public Backoff {
            if (initial.isNegative() || max.compareTo(initial) < 0) {
                throw new IllegalArgumentException("backoff from " + initial + " to " + max
                        + ": expected 0 or more, and no less at the end than at the beginning");
            }
        }
    }

    /** The same with another deadline. */
    public DialSettings withTimeout(Duration other) {
        return new DialSettings(other, concurrency, concurrencyPerPeer, backoff, scope, names);
    }

    /** The same with other bounds on what is dialled at once. */
    public DialSettings withConcurrency(int all, int perPeer) {
        return new DialSettings(timeout, all, perPeer, backoff, scope, names);
    }

    /** The same with another backoff. */
    public DialSettings withBackoff(Backoff other) {
        return new DialSettings(timeout, concurrency, concurrencyPerPeer, other, scope, names);
    }

    /** The same with another scope. */
    public DialSettings withScope(DialScope other) {
        return new DialSettings(timeout, concurrency, concurrencyPerPeer, backoff, other, names);
    }

    /** The same with another source of names. */
    public DialSettings withNames(Function<? super EventLoops, ? extends NameResolver> other) {
        return new DialSettings(timeout, concurrency, concurrencyPerPeer, backoff, scope, other);
    }
}
