package dev.jlibp2p.protocol.ping;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.host.HostEvent.PeerDisconnected;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Exchange;
import dev.jlibp2p.network.Network;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.Refusals;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;

/**
 * Ping: 32 random bytes to a peer and back, as often as wanted on one stream. Thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/ping/ping.md">the ping specification</a>
 */
public final class Ping implements HostService {

    public static final ProtocolId PROTOCOL = ProtocolId.of("/ipfs/ping/1.0.0");

    private static final int SIZE = 32;

    /** More inbound streams of one peer are refused. */
    private static final int STREAMS_PER_PEER = 2;

    /** How long an inbound stream may rest between two pings. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final RandomGenerator random;

    private final Ticker ticker;

    private final Duration timeout;

    private final ConcurrentMap<PeerId, Integer> inbound = new ConcurrentHashMap<>();

    private final ConcurrentMap<PeerId, Duration> latencies = new ConcurrentHashMap<>();

    /** With {@code timeout} for each single round trip. */
    public Ping(RandomGenerator random, Ticker ticker, Duration timeout) {
        this.random = random;
        this.ticker = ticker;
        this.timeout = timeout;
    }

    @Override
    public void start(HostContext context) {
        if (!context.host().protocols().contains(PROTOCOL)) {
            Refusals refusals = context.host().network().resources().refusals();
            context.host().handle(PROTOCOL, stream -> answer(stream, refusals));
            context.host().onEvent(this::forget);
        }
    }

    /**
     * Sends {@code count} pings, one after the other, and returns their round trip times.
     *
     * @throws IOException if the peer cannot be reached, answers wrongly, or not in time
     */
    public List<Duration> ping(Host host, PeerId peer, int count) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("count " + count + " (expected: at least 1)");
        }
        Network network = host.network();
        List<Duration> roundTrips = new ArrayList<>();
        long begun = ticker.nanoTime();
        try (Stream stream = host.open(peer, PROTOCOL)) {
            for (int i = 0; i < count; i++) {
                begun = ticker.nanoTime();
                Duration elapsed = roundTrip(stream);
                roundTrips.add(elapsed);
                network.report(new Exchange(peer, PROTOCOL, elapsed, Outcome.SUCCESS));
            }
        } catch (IOException e) {
            Duration elapsed = Duration.ofNanos(ticker.nanoTime() - begun);
            network.report(new Exchange(peer, PROTOCOL, elapsed, Outcome.of(e)));
            throw e;
        }
        latencies.put(peer, roundTrips.get(count - 1));
        if (host.connections(peer).isEmpty()) {
            latencies.remove(peer);
        }
        return roundTrips;
    }

    /** The latest round trip time to a peer connected now. */
    public Optional<Duration> latency(PeerId peer) {
        return Optional.ofNullable(latencies.get(peer));
    }

    private Duration roundTrip(Stream stream) throws IOException {
        byte[] sent = new byte[SIZE];
        random.nextBytes(sent);
        stream.deadline(timeout);
        long begun = ticker.nanoTime();
        stream.output().write(sent);
        stream.output().flush();
        byte[] answer = stream.input().readNBytes(SIZE);
        if (!Arrays.equals(sent, answer)) {
            stream.reset(0);
            throw new IOException("peer " + stream.peer() + " answered a ping with " + answer.length
                    + " other bytes (expected: the same " + SIZE + ")");
        }
        return Duration.ofNanos(ticker.nanoTime() - begun);
    }

    private void answer(Stream stream, Refusals refusals) throws IOException {
        try {
            if (inbound.merge(stream.peer(), 1, Integer::sum) > STREAMS_PER_PEER) {
                refusals.add(Refusal.PING_STREAMS);
                throw new IOException("more than " + STREAMS_PER_PEER + " ping streams");
            }
            InputStream input = stream.input();
            stream.deadline(IDLE);
            for (byte[] bytes = input.readNBytes(SIZE); bytes.length == SIZE; bytes = input.readNBytes(SIZE)) {
                stream.output().write(bytes);
                stream.output().flush();
                stream.deadline(IDLE);
            }
        } finally {
            inbound.computeIfPresent(stream.peer(), (peer, count) -> count == 1 ? null : count - 1);
        }
    }

    private void forget(HostEvent event) {
        if (event instanceof PeerDisconnected(PeerId peer)) {
            latencies.remove(peer);
        }
    }
}
