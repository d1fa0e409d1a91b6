package dev.jlibp2p.transport.quic;

import dev.jlibp2p.resource.LogBudget;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which first datagrams of strangers are looked at: each one that passes costs a handshake. Sans-I/O; on the event
 * loop of its port.
 */
final class InitialGate {

    /** Part of the handshakes at once that may be of peers whose address nothing proves. */
    private static final int UNPROVEN_PART = 8;

    /** Prefixes watched at once; who is watched longest is forgotten for a new one, and starts afresh. */
    static final int PREFIXES = 4096;

    private static final Logger log = LoggerFactory.getLogger(InitialGate.class);

    private final QuicLimits limits;

    private final Ticker ticker;

    private final LogBudget warnings;

    private final Set<Long> handshakes = new HashSet<>();

    private final Map<Long, Rate> prefixes = new LinkedHashMap<>();

    private int halfOpen;

    private long dropped;

    InitialGate(QuicLimits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
        this.warnings = new LogBudget(ticker);
    }

    /** Whether an Initial is to be looked at. */
    boolean admits(long connectionId, InetAddress source) {
        if (handshakes.contains(connectionId)) {
            return true;
        }
        if (halfOpen >= limits.halfOpen()) {
            return drop("handshakes at once", limits.halfOpen());
        }
        if (!rate(source).take(ticker.nanoTime())) {
            return drop("first datagrams a second from one prefix", limits.initialsPerPrefix());
        }
        return true;
    }

    /** A handshake has begun; further Initials of it come under this id. */
    void begun(long connectionId) {
        halfOpen++;
        handshakes.add(connectionId);
    }

    /** It has ended, well or not. Called once for each. */
    void settled(long connectionId) {
        halfOpen--;
        handshakes.remove(connectionId);
    }

    /** Whether so many handshakes are under way that only peers who receive at their address should begin another. */
    boolean isCrowded() {
        return halfOpen > limits.halfOpen() / UNPROVEN_PART;
    }

    int halfOpen() {
        return halfOpen;
    }

    int prefixes() {
        return prefixes.size();
    }

    /** Initials not looked at. */
    long dropped() {
        return dropped;
    }

    /** A datagram that cannot be a first one. */
    void malformed() {
        dropped++;
    }

    private Rate rate(InetAddress source) {
        long prefix = AddressPrefix.of(source);
        Rate known = prefixes.get(prefix);
        if (known != null) {
            return known;
        }
        if (prefixes.size() >= PREFIXES) {
            prefixes.remove(prefixes.keySet().iterator().next());
        }
        Rate fresh = new Rate(limits.initialsPerPrefix(), 2 * limits.initialsPerPrefix(), ticker.nanoTime());
        prefixes.put(prefix, fresh);
        return fresh;
    }

    private boolean drop(String what, int limit) {
        dropped++;
        warnings.spend(withheld -> log.warn("QUIC: more than {} {}: further ones are not looked at ({} more before it)",
                limit, what, withheld));
        return false;
    }
}
