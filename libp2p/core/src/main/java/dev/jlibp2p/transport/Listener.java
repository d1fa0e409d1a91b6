package dev.jlibp2p.transport;

import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.Future;

/** One bound socket or its like. Closing it leaves the connections it accepted alone. */
public interface Listener {

    /** What is bound, with the real port; wildcards are not expanded. */
    Multiaddr address();

    /** Stops accepting; callable more than once. */
    Future<Void> close();
}
