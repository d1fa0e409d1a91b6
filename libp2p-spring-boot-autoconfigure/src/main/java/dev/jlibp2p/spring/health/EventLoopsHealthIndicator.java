package dev.jlibp2p.spring.health;

import dev.jlibp2p.host.Host;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while an event loop has not run anything for long: its connections are lost, and only a new process helps. A stopped
 * host has no loops, which is not this indicator's affair. Asks no loop itself; the host watches them.
 */
public final class EventLoopsHealthIndicator implements HealthIndicator {

    private final Host host;

    private final Duration patience;

    EventLoopsHealthIndicator(Host host, Duration patience) {
        this.host = host;
        this.patience = patience;
    }

    @Override
    public Health health() {
        Map<String, String> silent = new TreeMap<>();
        stalls().forEach((loop, silence) -> {
            if (silence.compareTo(patience) >= 0) {
                silent.put(loop, silence.toMillis() + " ms");
            }
        });
        return silent.isEmpty() ? Health.up().build() : Health.down().withDetail("silent", silent).build();
    }

    private Map<String, Duration> stalls() {
        try {
            return host.isRunning() ? host.network().loops().stalls() : Map.of();
        } catch (IllegalStateException e) {
            // Stopped between the two.
            return Map.of();
        }
    }
}
