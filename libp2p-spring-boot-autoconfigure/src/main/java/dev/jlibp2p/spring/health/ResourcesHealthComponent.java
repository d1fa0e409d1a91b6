package dev.jlibp2p.spring.health;

import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.spring.resource.ScopeReport;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;

/** Down while direct memory is exhausted: no connection can receive anything. Full scopes are details, for that is their job. */
public final class ResourcesHealthComponent implements HealthComponent {

    private final ResourceManager resources;

    private final Supplier<DirectMemory> memory;

    ResourcesHealthComponent(ResourceManager resources, Supplier<DirectMemory> memory) {
        this.resources = resources;
        this.memory = memory;
    }

    @Override
    public String name() {
        return "resources";
    }

    @Override
    public Health health() {
        DirectMemory direct = memory.get();
        ResourceScope system = resources.system();
        Health.Builder health = direct.isExhausted() ? Health.down() : Health.up();
        return health.withDetail("directMemory", direct.used())
                .withDetail("directMemoryLimit", direct.limit())
                .withDetail("connections", system.connections())
                .withDetail("streams", system.streams())
                .withDetail("memory", system.memory())
                .withDetail("memoryLimit", system.limits().memory())
                .withDetail("nearlyFull", ScopeReport.nearlyFull(resources))
                .build();
    }
}
