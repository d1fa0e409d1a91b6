package dev.jlibp2p.spring.handler;

import dev.jlibp2p.identity.PeerId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/** Places for calls: so many in all, and so many of them for one peer, so that none keeps the others out. */
final class Places {

    private final Semaphore free;

    private final ConcurrentMap<PeerId, Integer> byPeer = new ConcurrentHashMap<>();

    private final int all;

    private final int perPeer;

    Places(int all, int perPeer) {
        this.free = new Semaphore(all);
        this.all = all;
        this.perPeer = perPeer;
    }

    /** Whether there was one, which is to be {@linkplain #giveBack given back} then. */
    boolean take(PeerId peer) {
        if (!free.tryAcquire()) {
            return false;
        }
        if (byPeer.merge(peer, 1, Integer::sum) > perPeer) {
            giveBack(peer);
            return false;
        }
        return true;
    }

    void giveBack(PeerId peer) {
        byPeer.computeIfPresent(peer, (taker, count) -> count == 1 ? null : count - 1);
        free.release();
    }

    int taken() {
        return all - free.availablePermits();
    }

    /** Waits until none is taken; to be called when nobody takes any more. */
    void awaitAll() throws InterruptedException {
        free.acquire(all);
        free.release(all);
    }
}
