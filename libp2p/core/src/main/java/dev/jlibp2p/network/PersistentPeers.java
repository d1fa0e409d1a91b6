package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.ConnectionManager.PersistentPeer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials the persistent peers of one running network whenever they are not connected; explicitly, because
 * {@link ReconnectSchedule} is the backoff of all their addresses. On one event loop.
 */
final class PersistentPeers {

    private static final Logger log = LoggerFactory.getLogger(PersistentPeers.class);

    private final Network network;

    private final EventExecutor loop;

    private final Ticker ticker;

    private final Map<PeerId, List<Multiaddr>> addresses;

    private final ReconnectSchedule schedule;

    /** For other threads. */
    private final Map<PeerId, Integer> failures = new ConcurrentHashMap<>();

    PersistentPeers(Network network, EventExecutor loop, Ticker ticker, Map<PeerId, List<Multiaddr>> addresses,
            RandomGenerator random) {
        this.network = network;
        this.loop = loop;
        this.ticker = ticker;
        // The node itself may be among them, so that all nodes can have one list.
        this.addresses = new LinkedHashMap<>(addresses);
        this.addresses.remove(network.self());
        this.schedule = new ReconnectSchedule(this.addresses.keySet(), ticker.nanoTime(), random);
    }

    static Map<PeerId, List<Multiaddr>> byPeer(Collection<Multiaddr> addresses) {
        Map<PeerId, List<Multiaddr>> peers = new LinkedHashMap<>();
        for (Multiaddr address : addresses) {
            PeerId.in(address)
                    .ifPresent(peer -> peers.computeIfAbsent(peer, unknown -> new ArrayList<>()).add(address));
        }
        return peers;
    }

    void dialMissing() {
        schedule.due(peer -> !network.connections(peer).isEmpty(), ticker.nanoTime()).forEach(this::dial);
        addresses.keySet().forEach(peer -> failures.put(peer, schedule.failures(peer)));
    }

    List<PersistentPeer> list() {
        return addresses.entrySet()
                .stream()
                .map(peer -> new PersistentPeer(peer.getKey(), peer.getValue(),
                        !network.connections(peer.getKey()).isEmpty(), failures.getOrDefault(peer.getKey(), 0)))
                .toList();
    }

    private void dial(PeerId peer) {
        Future<Connection> dial = network.dial(peer, addresses.getOrDefault(peer, List.of()));
        dial.addListener(done -> {
            if (!loop.isShuttingDown()) {
                loop.execute(() -> ended(peer, done));
            }
        });
    }

    private void ended(PeerId peer, Future<?> dial) {
        int before = schedule.failures(peer);
        schedule.ended(peer, dial.isSuccess(), ticker.nanoTime());
        if (dial.isSuccess()) {
            log.info("connected to persistent peer {}", peer);
        } else if (Outcome.of(dial.cause()) == Outcome.CANCELLED) {
            log.debug("persistent peer {} was not reached before the node stopped", peer);
        } else if (before == 0) {
            log.warn("persistent peer {} is not reached, it will be dialled again: {}", peer,
                    dial.cause().getMessage());
        } else {
            log.debug("persistent peer {} is still not reached: {}", peer, dial.cause().getMessage());
        }
    }
}
