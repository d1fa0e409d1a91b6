package dev.jlibp2p.spring.health;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import org.springframework.boot.health.contributor.Health;

/** Down while fewer peers are connected than the configured minimum. */
public final class PeersHealthComponent implements HealthComponent {

    private final Host host;

    private final int minPeers;

    PeersHealthComponent(Host host, int minPeers) {
        this.host = host;
        this.minPeers = minPeers;
    }

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public Health health() {
        long connected = host.connections().stream().map(Connection::peer).distinct().count();
        Health.Builder health = connected < minPeers ? Health.down() : Health.up();
        return health.withDetail("connected", connected).withDetail("minPeers", minPeers).build();
    }
}
