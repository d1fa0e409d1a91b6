package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.host.HostEvent.ConnectionClosed;
import dev.jlibp2p.host.HostEvent.PeerIdentified;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Connects, waits until identify has told about the peer, and closes, over and over. For one caller at a time. */
final class SetUps {

    private static final long PATIENCE_SECONDS = 15;

    private final Host host;

    private final BlockingQueue<PeerId> identified = new LinkedBlockingQueue<>();

    private final BlockingQueue<PeerId> closed = new LinkedBlockingQueue<>();

    SetUps(Host host) {
        this.host = host;
        host.onEvent(this::heard);
    }

    Map<String, ?> run(Multiaddr address, int count, boolean identify) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            identified.clear();
            Connection connection = host.connect(address);
            if (identify) {
                await(identified, connection.peer(), "identified");
            }
            disconnect(connection.peer());
        }
        return Map.of("seconds", (System.nanoTime() - begun) / 1e9, "count", count);
    }

    /** Closes all connections to a peer and waits until they are gone: a new dial must not find an old one. */
    Map<String, ?> disconnect(PeerId peer) throws IOException, InterruptedException {
        closed.clear();
        int connections = host.disconnect(peer);
        for (int i = 0; i < connections; i++) {
            await(closed, peer, "closed");
        }
        return Map.of("closed", connections);
    }

    private void heard(HostEvent event) {
        if (event instanceof PeerIdentified(PeerId peer)) {
            identified.add(peer);
        } else if (event instanceof ConnectionClosed(Connection connection)) {
            closed.add(connection.peer());
        }
    }

    private static void await(BlockingQueue<PeerId> events, PeerId peer, String what)
            throws IOException, InterruptedException {
        PeerId next;
        do {
            next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IOException("peer " + peer + " is not " + what + " after " + PATIENCE_SECONDS + " s");
            }
        } while (!next.equals(peer));
    }
}
