package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.address.AddressScope;
import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.SignedEnvelope;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself now. Made anew, and signed, only when something has changed. Thread-safe; asks for the
 * addresses of this machine now and then, so not for event loops.
 */
final class OwnStatements {

    /** More say nothing more to anybody. */
    static final int MAX_ADDRESSES = 64;

    private static final int ONLY_HERE = 3;

    /** How long interfaces may have changed unnoticed. */
    static final Duration ADDRESSES_MAX_AGE = Duration.ofSeconds(5);

    private final Identity identity;

    private final IdentifySettings settings;

    private final Clock clock;

    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Current current;

    private boolean stale;

    private long asked;

    private long sequence;

    OwnStatements(Identity identity, IdentifySettings settings, Clock clock, Ticker ticker) {
        this.identity = identity;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** The addresses may have changed: the next call asks for them. */
    void stale() {
        lock.lock();
        try {
            stale = true;
        } finally {
            lock.unlock();
        }
    }

    /** What holds now; the same object as before unless something has changed. */
    Current current(List<ProtocolId> protocols, Supplier<Addresses> addresses) {
        List<ProtocolId> sorted = protocols.stream().sorted().toList();
        lock.lock();
        try {
            Current before = current;
            boolean isFresh = !stale && ticker.nanoTime() - asked < ADDRESSES_MAX_AGE.toNanos();
            if (before != null && isFresh && before.protocols.equals(sorted)) {
                return before;
            }
            stale = false;
            asked = ticker.nanoTime();
            Addresses now = addresses.get();
            if (before != null && before.protocols.equals(sorted) && before.addresses.equals(now)) {
                return before;
            }
            current = make(before == null ? 1 : before.number + 1, sorted, now);
            return current;
        } finally {
            lock.unlock();
        }
    }

    private Current make(long number, List<ProtocolId> protocols, Addresses addresses) {
        sequence = Math.max(sequence + 1, clock.millis());
        List<Multiaddr> all = addresses.announced()
                .stream()
                .sorted(Comparator.comparingInt(OwnStatements::rank))
                .limit(MAX_ADDRESSES)
                .toList();
        List<Multiaddr> beyond = all.stream().filter(address -> rank(address) < ONLY_HERE).toList();
        return new Current(number, protocols, addresses, state(protocols, all), state(protocols, beyond));
    }

    /** The farther it reaches the sooner it is told. */
    private static int rank(Multiaddr address) {
        return switch (AddressScope.of(address)) {
            case PUBLIC -> 0;
            case PRIVATE -> 1;
            case LINK_LOCAL, RESERVED -> 2;
            case LOOPBACK, OTHER, UNSPECIFIED -> ONLY_HERE;
        };
    }

    private OwnStatement state(List<ProtocolId> protocols, List<Multiaddr> addresses) {
        SignedEnvelope record = addresses.isEmpty() ? null : sign(addresses);
        return new OwnStatement(identity.publicKey(), settings, protocols, addresses, record);
    }

    private SignedEnvelope sign(List<Multiaddr> addresses) {
        SignedEnvelope record = new PeerRecord(identity.peerId(), sequence, addresses).seal(identity);
        boolean fits = record.encoded().length <= OwnStatement.MAX_RECORD_BYTES;
        return fits ? record : sign(addresses.subList(0, addresses.size() * 3 / 4));
    }

    /**
     * One state of this node.
     *
     * @param number grows with every change
     * @param addresses all of them
     * @param local for peers on this machine
     * @param beyond for all others: without what only this machine can use
     */
    record Current(long number, List<ProtocolId> protocols, Addresses addresses, OwnStatement local,
            OwnStatement beyond) {

        /** What to say to a peer that is seen at this address. */
        OwnStatement to(Multiaddr peer) {
            return switch (AddressScope.of(peer)) {
                case LOOPBACK, OTHER -> local;
                default -> beyond;
            };
        }
    }
}
