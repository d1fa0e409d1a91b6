package dev.jlibp2p.spring.dial;

import dev.jlibp2p.network.DialScope;
import dev.jlibp2p.network.DialSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How peers are dialled.
 *
 * @param timeout Time to reach a peer, all its addresses and the names in them together.
 * @param concurrency Addresses dialled at once, of all peers together; more wait in line.
 * @param perPeerConcurrency Addresses of one peer dialled at once.
 * @param backoffInitial Time for which an address that failed is not dialled by the node on its own account. It grows with every
 *     failure, and does not hold up a dial that somebody asks for.
 * @param backoffMax Longest time for which an address that failed again and again is left alone.
 * @param scope Which addresses told by others are dialled. Those that are configured or asked for always are.
 */
@ConfigurationProperties("libp2p.dial")
public record DialProperties(@DefaultValue("15s") Duration timeout, @DefaultValue("160") int concurrency,
        @DefaultValue("8") int perPeerConcurrency, @DefaultValue("5s") Duration backoffInitial,
        @DefaultValue("5m") Duration backoffMax, @DefaultValue("any") DialScope scope) {

    private static final String PREFIX = "libp2p.dial.";

    public DialProperties {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    PREFIX + "timeout is " + timeout + ", expected more than 0, for example 15s");
        }
        requirePositive("concurrency", concurrency);
        requirePositive("per-peer-concurrency", perPeerConcurrency);
        if (backoffInitial.isNegative() || backoffMax.compareTo(backoffInitial) < 0) {
            throw new IllegalArgumentException(PREFIX + "backoff-max is " + backoffMax + ", expected " + PREFIX
                    + "backoff-initial, which is " + backoffInitial + ", or more, and neither below 0");
        }
    }

    DialSettings applyTo(DialSettings settings) {
        return settings.withTimeout(timeout)
                .withConcurrency(concurrency, perPeerConcurrency)
                .withBackoff(new DialSettings.Backoff(backoffInitial, backoffMax))
                .withScope(scope);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(PREFIX + name + " is " + value + ", expected more than 0");
        }
    }
}
