package dev.jlibp2p.network;

import dev.jlibp2p.address.AddressScope;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Notices that this machine has no way into the Internet over UDP, or over IPv6: when of the last {@value #WINDOW} dials fewer
 * than {@value #ENOUGH} have worked. From then on one in {@value #WINDOW} is let through to see whether that is still so. Private
 * addresses say nothing about it. Thread-safe.
 */
final class BlackHoles {

    static final int WINDOW = 100;

    static final int ENOUGH = 5;

    private final ReentrantLock lock = new ReentrantLock();

    private final List<Kind> kinds = List.of(new Kind("UDP", Protocol.UDP), new Kind("IPv6", Protocol.IP6));

    /** Why the address is not worth a dial; null when it is. */
    @Nullable
    String refusal(Multiaddr address) {
        if (AddressScope.of(address) != AddressScope.PUBLIC) {
            return null;
        }
        lock.lock();
        try {
            for (Kind kind : kinds) {
                if (address.has(kind.protocol) && !kind.admits()) {
                    return "only " + kind.successes + " of the last " + WINDOW + " dials over " + kind.name
                            + " have worked";
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** A dial has ended. */
    void ended(Multiaddr address, boolean reached) {
        if (AddressScope.of(address) != AddressScope.PUBLIC) {
            return;
        }
        lock.lock();
        try {
            kinds.stream().filter(kind -> address.has(kind.protocol)).forEach(kind -> kind.ended(reached));
        } finally {
            lock.unlock();
        }
    }

    /** Dials of one kind; under the lock. */
    private static final class Kind {

        private final String name;

        private final Protocol protocol;

        private final Deque<Boolean> results = new ArrayDeque<>(WINDOW);

        private int successes;

        private int refused;

        Kind(String name, Protocol protocol) {
            this.name = name;
            this.protocol = protocol;
        }

        boolean admits() {
            if (!isBlocked()) {
                return true;
            }
            refused++;
            return refused % WINDOW == 0;
        }

        void ended(boolean reached) {
            if (reached && isBlocked()) {
                // It is open again, whatever was before.
                results.clear();
                successes = 0;
                refused = 0;
            }
            results.addLast(reached);
            successes += reached ? 1 : 0;
            if (results.size() > WINDOW) {
                successes -= results.removeFirst() ? 1 : 0;
            }
        }

        private boolean isBlocked() {
            return results.size() == WINDOW && successes < ENOUGH;
        }
    }
}
