package dev.jlibp2p.spring.discovery;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.peerstore.AddressLifetime;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node connected to peers that are known beforehand: after the start and then at an interval, each of them that is
 * not connected is dialled, on a virtual thread of its own. {@link #start} and {@link #stop} are for the thread that drives the
 * context, the rest for any.
 */
public final class BootstrapPeers {

    private static final Logger log = LoggerFactory.getLogger(BootstrapPeers.class);

    /** While somebody waits: a peer that starts together with this node shall not cost a whole interval. */
    private static final Duration AWAITED_INTERVAL = Duration.ofSeconds(1);

    private final Host host;

    private final Map<PeerId, List<Multiaddr>> peers;

    private final Duration interval;

    private final Clock clock;

    private final Map<PeerId, BootstrapAttempt> attempts = new ConcurrentHashMap<>();

    private final Set<PeerId> dialling = ConcurrentHashMap.newKeySet();

    private volatile CountDownLatch connected = new CountDownLatch(1);

    private @Nullable ScheduledExecutorService scheduler;

    /**
     * Of a host that may not be started yet.
     *
     * @param addresses each with {@code /p2p}; those of the host itself are passed over
     * @param clock for the time of an attempt, display only
     * @throws RefusedPropertyException if an address does not say which peer it leads to
     */
    BootstrapPeers(Host host, List<Multiaddr> addresses, Duration interval, Clock clock) {
        this.host = host;
        this.peers = byPeer(addresses);
        this.peers.remove(host.id());
        this.interval = interval;
        this.clock = clock;
    }

    /** The peers to be connected to, in the order they were given. */
    public List<PeerId> peers() {
        return List.copyOf(peers.keySet());
    }

    /** How the last dial of each peer ended, in the order of {@link #peers}; those not tried yet are left out. */
    public List<BootstrapAttempt> attempts() {
        return peers.keySet().stream().map(attempts::get).filter(Objects::nonNull).toList();
    }

    void start() {
        if (peers.isEmpty()) {
            return;
        }
        connected = new CountDownLatch(1);
        peers.forEach((peer, addresses) -> host.peerStore().addAddresses(peer, addresses, AddressLifetime.PERMANENT));
        ScheduledExecutorService executor = Executors
                .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("libp2p-bootstrap").factory());
        dialEvery(interval, Duration.ZERO, executor);
        scheduler = executor;
    }

    void stop() {
        if (scheduler != null) {
            scheduler.shutdownNow();
            scheduler = null;
        }
    }

    /** Whether one of the peers was connected in time, or there is none to wait for. */
    boolean awaitOne(Duration timeout) {
        if (scheduler == null) {
            return true;
        }
        ScheduledFuture<?> soon = dialEvery(AWAITED_INTERVAL, AWAITED_INTERVAL, scheduler);
        try {
            return connected.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            soon.cancel(false);
        }
    }

    private ScheduledFuture<?> dialEvery(Duration interval, Duration delay, ScheduledExecutorService executor) {
        return executor.scheduleWithFixedDelay(this::dialMissing, delay.toMillis(), interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void dialMissing() {
        peers.forEach((peer, addresses) -> {
            if (!host.connections(peer).isEmpty()) {
                connected.countDown();
            } else if (dialling.add(peer)) {
                Thread.ofVirtual().name("libp2p-bootstrap").start(() -> dial(peer, addresses));
            }
        });
    }

    private void dial(PeerId peer, List<Multiaddr> addresses) {
        try {
            host.connect(peer, addresses);
            attempts.put(peer, new BootstrapAttempt(peer, clock.instant(), null));
            connected.countDown();
            log.info("connected to bootstrap peer {}", peer);
        } catch (IOException | IllegalStateException e) {
            failed(peer, e);
        } finally {
            dialling.remove(peer);
        }
    }

    /** The first failure is news, the following ones are not. */
    private void failed(PeerId peer, Exception failure) {
        BootstrapAttempt before = attempts.put(peer, new BootstrapAttempt(peer, clock.instant(), failure));
        if (!host.isRunning()) {
            log.debug("bootstrap peer {} was not reached before the node stopped", peer);
        } else if (before == null || before.isSuccess()) {
            log.warn("bootstrap peer {} is not reached, it will be dialled again: {}", peer, failure.getMessage());
        } else {
            log.debug("bootstrap peer {} is still not reached: {}", peer, failure.getMessage());
        }
    }

    private static Map<PeerId, List<Multiaddr>> byPeer(List<Multiaddr> addresses) {
        Map<PeerId, List<Multiaddr>> peers = new LinkedHashMap<>();
        for (Multiaddr address : addresses) {
            PeerId peer = PeerId.in(address)
                    .orElseThrow(() -> new RefusedPropertyException("libp2p.discovery.bootstrap.peers",
                            address.toString(), "it does not say which peer it leads to",
                            "Add /p2p/ and the id of that peer, for example " + address
                                    + "/p2p/12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM"));
            peers.computeIfAbsent(peer, unknown -> new ArrayList<>()).add(address);
        }
        return peers;
    }
}
