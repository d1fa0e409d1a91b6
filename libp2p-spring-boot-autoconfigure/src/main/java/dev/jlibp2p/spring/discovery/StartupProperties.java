package dev.jlibp2p.spring.discovery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the start of the application waits for. A listen address that cannot be used fails it in any case.
 *
 * @param policy Whether the start waits for a bootstrap peer, where there are any.
 * @param timeout Longest time the start waits, for the policies 'wait' and 'fail-fast'.
 */
@ConfigurationProperties("libp2p.startup")
public record StartupProperties(@DefaultValue("continue") Policy policy, @DefaultValue("30s") Duration timeout) {

    public StartupProperties {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "libp2p.startup.timeout is " + timeout + ", expected more than 0, for example 30s");
        }
    }

    /** What the start waits for. */
    public enum Policy {
        /** For nothing: peers are dialled in the background. */
        CONTINUE,
        /** For one connected bootstrap peer, and goes on without when the time is over. */
        WAIT,
        /** For one connected bootstrap peer, and fails when the time is over. */
        FAIL_FAST
    }
}
