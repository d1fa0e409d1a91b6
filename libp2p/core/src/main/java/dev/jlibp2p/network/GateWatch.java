package dev.jlibp2p.network;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.resource.Refusal;
import org.jspecify.annotations.Nullable;

/** Closes the connections that the gater, which may change its mind, does not admit any more. Thread-safe. */
final class GateWatch {

    private final NetworkSettings settings;

    private final ConnectionPool pool;

    private final Runnable end;

    private volatile @Nullable Long changed;

    GateWatch(NetworkSettings settings, ConnectionPool pool) {
        this.settings = settings;
        this.pool = pool;
        this.end = settings.gater().onChange(this::changed);
    }

    /** A connection has come into the pool: the gater may have changed its mind between the proof of the peer and now. */
    void arrived(DefaultConnection connection) {
        Long last = changed;
        if (last != null && settings.ticker().nanoTime() - last <= settings.upgradeTimeout().toNanos()) {
            check(connection);
        }
    }

    void stop() {
        end.run();
    }

    private void changed() {
        changed = settings.ticker().nanoTime();
        for (Connection connection : pool.all()) {
            if (connection.isOpen()) {
                check((DefaultConnection) connection);
            }
        }
    }

    private void check(DefaultConnection connection) {
        ConnectionGater gater = settings.gater();
        if (!gater.admitsPeer(connection.role(), connection.peer(), connection.peerAddress())) {
            settings.resources().refusals().add(Refusal.GATER_PEER);
            connection.close(CloseCause.GATED);
        }
    }
}
