package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.List;

/** The wish for a stream to a peer, from its beginning to its end the same object. */
public final class StreamRequest {

    private final Connection connection;

    private final List<ProtocolId> protocols;

    private final Ticker ticker;

    private final long begun;

    StreamRequest(Connection connection, List<ProtocolId> protocols, Ticker ticker) {
        this.connection = connection;
        this.protocols = protocols;
        this.ticker = ticker;
        this.begun = ticker.nanoTime();
    }

    public Connection connection() {
        return connection;
    }

    /** What is proposed, in order of preference; not empty. */
    public List<ProtocolId> protocols() {
        return protocols;
    }

    /** Since it was made. */
    public Duration elapsed() {
        return Duration.ofNanos(ticker.nanoTime() - begun);
    }
}
