package dev.jlibp2p.spring.health;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import java.util.List;
import org.springframework.boot.health.contributor.Health;

/** Down while the node does not listen although it was told to. */
public final class ListenersHealthComponent implements HealthComponent {

    private final Host host;

    private final boolean wanted;

    ListenersHealthComponent(Host host, boolean wanted) {
        this.host = host;
        this.wanted = wanted;
    }

    @Override
    public String name() {
        return "listeners";
    }

    @Override
    public Health health() {
        List<Multiaddr> listen = host.addresses().listen();
        Health.Builder health = listen.isEmpty() && wanted ? Health.down() : Health.up();
        return health.withDetail("listen", listen.stream().map(Multiaddr::toString).toList())
                .withDetail("announced", host.addresses().announced().stream().map(Multiaddr::toString).toList())
                .build();
    }
}
