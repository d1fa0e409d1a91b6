package dev.jlibp2p.spring.health;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.network.ConnectionManager.PersistentPeer;
import dev.jlibp2p.network.ConnectionManagerSettings;
import java.util.List;
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
        List<PersistentPeer> persistent = host.connectionManager().persistentPeers();
        ConnectionManagerSettings settings = host.connectionManager().settings();
        return health.withDetail("connected", connected)
                .withDetail("minPeers", minPeers)
                .withDetail("lowWater", settings.lowWater())
                .withDetail("highWater", settings.highWater())
                .withDetail("persistent", persistent.size())
                .withDetail("persistentMissing", persistent.stream().filter(peer -> !peer.connected()).count())
                .build();
    }
}
