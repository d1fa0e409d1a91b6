package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.ConnectionTrimmer.Candidate;
import dev.jlibp2p.network.ConnectionTrimmer.Victim;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class DefaultConnectionManager implements ConnectionManager {

    private static final Logger log = LoggerFactory.getLogger(DefaultConnectionManager.class);

    private static final String CONFIGURED = "configured";

    private static final String PERSISTENT = "persistent";

    /** Between two looks at the connections, each of which may end in a bite. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private final ConnectionManagerSettings settings;

    private final Ticker ticker;

    private final RandomGenerator random;

    private final Duration tick;

    private final PeerTags tags = new PeerTags();

    private final PeerProtections protections = new PeerProtections();

    private final Map<PeerId, List<Multiaddr>> persistent;

    private final ReentrantLock lifecycle = new ReentrantLock();

    private volatile @Nullable Running running;

    DefaultConnectionManager(ConnectionManagerSettings settings, Ticker ticker, RandomGenerator random) {
        this(settings, ticker, random, TICK);
    }

    DefaultConnectionManager(ConnectionManagerSettings settings, Ticker ticker, RandomGenerator random, Duration tick) {
        this.settings = settings;
        this.ticker = ticker;
        this.random = random;
        this.tick = tick;
        this.persistent = PersistentPeers.byPeer(settings.persistentPeers());
        settings.protectedPeers().forEach(peer -> protections.add(peer, CONFIGURED));
        persistent.keySet().forEach(peer -> protections.add(peer, PERSISTENT));
    }

    private record Running(PersistentPeers persistent, ScheduledFuture<?> tick) {}

    @Override
    public ConnectionManagerSettings settings() {
        return settings;
    }

    @Override
    public boolean tag(PeerId peer, String tag, int weight) {
        return tags.set(peer, tag, weight, ticker.nanoTime());
    }

    @Override
    public boolean bump(PeerId peer, DecayingTag tag, int by) {
        return tags.bump(peer, tag, by, ticker.nanoTime());
    }

    @Override
    public boolean untag(PeerId peer, String tag) {
        return tags.remove(peer, tag);
    }

    @Override
    public Map<String, Integer> tags(PeerId peer) {
        return tags.of(peer, ticker.nanoTime());
    }

    @Override
    public boolean protect(PeerId peer, String reason) {
        return protections.add(peer, reason);
    }

    @Override
    public boolean unprotect(PeerId peer, String reason) {
        return protections.remove(peer, reason);
    }

    @Override
    public Set<String> protections(PeerId peer) {
        return protections.of(peer);
    }

    @Override
    public boolean isProtected(PeerId peer) {
        return protections.contains(peer);
    }

    @Override
    public List<PersistentPeer> persistentPeers() {
        Running now = running;
        if (now != null) {
            return now.persistent().list();
        }
        return persistent.entrySet()
                .stream()
                .map(peer -> new PersistentPeer(peer.getKey(), peer.getValue(), false, 0))
                .toList();
    }

    @Override
    public int knownPeers() {
        Set<PeerId> known = new HashSet<>(protections.peers());
        known.addAll(tags.peers());
        return known.size();
    }

    @Override
    public void start(Network network) {
        lifecycle.lock();
        try {
            if (running != null) {
                throw new IllegalStateException("this connection manager runs already; each host needs one of its own");
            }
            EventExecutor loop = network.loops().sockets().next();
            PersistentPeers peers = new PersistentPeers(network, loop, ticker, persistent, random);
            ConnectionTrimmer trimmer = new ConnectionTrimmer(settings);
            running = new Running(peers, loop.scheduleWithFixedDelay(() -> tick(network, trimmer, peers), 0,
                    tick.toNanos(), TimeUnit.NANOSECONDS));
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public void stop() {
        lifecycle.lock();
        try {
            Running stopping = running;
            if (stopping != null) {
                stopping.tick().cancel(false);
                running = null;
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private void tick(Network network, ConnectionTrimmer trimmer, PersistentPeers peers) {
        try {
            trim(network, trimmer);
            peers.dialMissing();
        } catch (RuntimeException e) {
            // One look less: the next one comes all the same.
            log.warn("connections were not looked after this time", e);
        }
    }

    private void trim(Network network, ConnectionTrimmer trimmer) {
        List<Connection> all = network.connections();
        if (all.size() <= settings.lowWater()) {
            return;
        }
        long now = ticker.nanoTime();
        List<Victim<DefaultConnection>> victims = trimmer
                .trim(all.stream().map(each -> candidate((DefaultConnection) each, now)).toList());
        for (Victim<DefaultConnection> victim : victims) {
            log.debug("closing {}: {}", victim.connection(), victim.cause().label());
            victim.connection().close(victim.cause());
        }
    }

    private Candidate<DefaultConnection> candidate(DefaultConnection connection, long now) {
        Map<String, Integer> weights = tags.of(connection.peer(), now);
        return new Candidate<>(connection, now - connection.begun(), now - connection.usedAt(),
                connection.link().session().streams(), connection.role() == Role.RESPONDER, !weights.isEmpty(),
                weights.values().stream().mapToLong(Integer::longValue).sum(), isProtected(connection.peer()));
    }
}
