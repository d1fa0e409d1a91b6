package dev.jlibp2p.connection;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One conversation with one peer: two independent directions of bytes, in order, with back-pressure.
 *
 * <p>{@link #input()} and {@link #output()} block and are made for virtual threads: one reader and one writer at a time.
 * On an event loop they throw {@link IllegalStateException}; there, use {@link #channel()}. A stream ends exactly once,
 * orderly when both directions are closed, or by a reset of either side.
 */
public interface Stream extends AutoCloseable {

    /** Unique within its connection, short, fit for logs and URLs. */
    String id();

    /** What is spoken on this stream. */
    ProtocolId protocol();

    /** The connection that carries it. */
    Connection connection();

    /** Who is at the other end, proven by the connection's handshake. */
    default PeerId peer() {
        return connection().peer();
    }

    /** Whether the peer opened it. */
    boolean inbound();

    /**
     * Bytes of the peer; end of stream is the peer's orderly close of its direction. Reads throw {@link StreamResetException}
     * after a reset, {@link java.net.SocketTimeoutException} past the deadline, {@link java.io.InterruptedIOException} when
     * interrupted (which resets the stream). The window the peer may fill grows only as bytes are read here. Closing it lets
     * go of the peer's direction: what still arrives is discarded.
     */
    InputStream input();

    /**
     * Bytes for the peer, gathered until flushed, a full frame, or a read of this stream that has to wait. Closing it flushes
     * and closes our direction only (FIN). Writes wait while the peer does not read. Errors as for {@link #input()}.
     */
    OutputStream output();

    /** From now, the time after which blocking reads and writes fail and the stream is reset; zero lifts it. */
    void deadline(Duration fromNow);

    /**
     * Aborts both directions at once; never blocks. The code reaches the peer where the muxer carries codes; 0 says nothing.
     */
    void reset(long code);

    /**
     * Ends the stream in order: flushes and closes our direction, and lets go of the peer's: what still arrives is discarded.
     * Never waits for the peer.
     */
    @Override
    void close() throws IOException;

    /** The channel below, for Netty handlers. Whoever adds handlers to it must not use the blocking methods as well. */
    DuplexChannel channel();
}
