package dev.jlibp2p.spring.health;

import org.springframework.boot.health.contributor.Health;

/**
 * One component of the health composite {@code libp2p}; every bean of this type becomes one. Answers from what the node knows
 * already: nothing here waits for a peer.
 */
public interface HealthComponent {

    /** Its name within {@code libp2p}. */
    String name();

    /** Down only for what makes this process useless or its network unreachable; everything else is up, with details. */
    Health health();
}
