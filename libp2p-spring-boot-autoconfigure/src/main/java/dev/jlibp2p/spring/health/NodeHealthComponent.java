package dev.jlibp2p.spring.health;

import dev.jlibp2p.host.Host;
import org.springframework.boot.health.contributor.Health;

/** Down while the node does not run. */
public final class NodeHealthComponent implements HealthComponent {

    private final Host host;

    NodeHealthComponent(Host host) {
        this.host = host;
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    public Health health() {
        Health.Builder health = host.isRunning() ? Health.up() : Health.down();
        return health.withDetail("peerId", host.id().toString())
                .withDetail("connections", host.connections().size())
                .build();
    }
}
