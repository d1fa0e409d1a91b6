package dev.jlibp2p.spring.ping;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.protocol.ping.Ping;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings every connected peer at an interval, so that {@link Ping#latency} is known. A peer that has not answered yet is left
 * alone; one that does not answer is only noted.
 */
public final class PeriodicPing implements HostService {

    private static final Logger log = LoggerFactory.getLogger(PeriodicPing.class);

    private final Ping ping;

    private final Duration interval;

    private final Set<PeerId> waiting = ConcurrentHashMap.newKeySet();

    private @Nullable ScheduledExecutorService scheduler;

    /** With an interval above zero. */
    public PeriodicPing(Ping ping, Duration interval) {
        this.ping = ping;
        this.interval = interval;
    }

    @Override
    public void start(HostContext context) {
        ScheduledExecutorService executor = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("libp2p-ping").factory());
        executor.scheduleWithFixedDelay(() -> pingAll(context.host()), interval.toNanos(), interval.toNanos(),
                TimeUnit.NANOSECONDS);
        scheduler = executor;
    }

    @Override
    public void stop() {
        if (scheduler != null) {
            scheduler.shutdownNow();
            scheduler = null;
        }
    }

    private void pingAll(Host host) {
        host.connections().stream().map(Connection::peer).distinct().filter(waiting::add).forEach(peer -> {
            Thread.ofVirtual().name("libp2p-ping").start(() -> ping(host, peer));
        });
    }

    private void ping(Host host, PeerId peer) {
        try {
            ping.ping(host, peer, 1);
        } catch (IOException | IllegalStateException e) {
            log.debug("peer {} did not answer a ping", peer, e);
        } finally {
            waiting.remove(peer);
        }
    }
}
