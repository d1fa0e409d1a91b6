package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Decides when each persistent peer is dialled again: after a second, then twice as long each time up to five minutes, and
 * half of that by chance, so that peers of one node that comes back do not all call at once. A connection counts as success
 * once it has lasted. Reads no clock and dials nothing. Not thread-safe.
 */
final class ReconnectSchedule {

    static final Duration FIRST = Duration.ofSeconds(1);

    static final Duration LONGEST = Duration.ofMinutes(5);

    /** A connection that ends sooner helped nobody. */
    static final Duration LASTING = Duration.ofSeconds(30);

    private final RandomGenerator random;

    private final Map<PeerId, State> peers = new LinkedHashMap<>();

    ReconnectSchedule(Collection<PeerId> peers, long now, RandomGenerator random) {
        this.random = random;
        peers.forEach(peer -> this.peers.put(peer, new State(now)));
    }

    private static final class State {

        private int failures;

        private boolean dialling;

        private boolean connected;

        /** Connected: since when. Else: when to dial. */
        private long at;

        State(long at) {
            this.at = at;
        }
    }

    /** The peers to dial now; each must be followed by {@link #ended}. */
    List<PeerId> due(Predicate<PeerId> isConnected, long now) {
        List<PeerId> due = new ArrayList<>();
        peers.forEach((peer, state) -> {
            see(state, isConnected.test(peer), now);
            if (!state.connected && !state.dialling && now - state.at >= 0) {
                state.dialling = true;
                due.add(peer);
            }
        });
        return due;
    }

    /** A dial has ended. */
    void ended(PeerId peer, boolean success, long now) {
        State state = peers.get(peer);
        if (state != null) {
            state.dialling = false;
            if (success) {
                see(state, true, now);
            } else {
                fail(state, now);
            }
        }
    }

    int failures(PeerId peer) {
        State state = peers.get(peer);
        return state == null ? 0 : state.failures;
    }

    private void see(State state, boolean connected, long now) {
        if (connected && !state.connected) {
            state.connected = true;
            state.at = now;
        } else if (connected && now - state.at >= LASTING.toNanos()) {
            state.failures = 0;
        } else if (!connected && state.connected) {
            state.connected = false;
            fail(state, now);
        }
    }

    private void fail(State state, long now) {
        state.failures++;
        long whole = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(state.failures - 1, 20));
        state.at = now + whole / 2 + random.nextLong(whole / 2 + 1);
    }
}
