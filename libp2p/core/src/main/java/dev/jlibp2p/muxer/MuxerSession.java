package dev.jlibp2p.muxer;

import dev.jlibp2p.connection.CloseCause;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One running multiplexed connection. Streams are Netty channels, children of the connection's channel on the same event
 * loop: {@code shutdownOutput} is FIN, an inbound FIN is a {@code ChannelInputShutdownEvent}, a reset by the peer arrives
 * as {@code exceptionCaught} with a {@link dev.jlibp2p.connection.StreamResetException} and then {@code channelInactive}.
 */
public interface MuxerSession {

    /**
     * Starts reading. Called once, on the event loop. For every stream the peer opens, {@code onStream} is called on the loop
     * before the stream is registered, so handlers it adds miss nothing. A stream starts with auto-read off.
     */
    void accept(Consumer<? super DuplexChannel> onStream);

    /**
     * Opens a stream; callable from any thread. {@code handler} is added before the stream becomes active, and auto-read is
     * off. The future completes on the event loop, later than at once when the peer has too many unacknowledged streams.
     * Fails with an {@link java.io.IOException} when the session has ended, the peer is going away or a limit refuses.
     */
    Future<DuplexChannel> open(ChannelHandler handler);

    /** Aborts both directions of one of this session's streams; callable from any thread; a no-op on an ended stream. */
    void reset(DuplexChannel stream, long code);

    /** Streams open now, both directions. Callable from any thread. */
    int streams();

    /** Whether it opens no stream any more: it has ended, or the peer is going away. Callable from any thread. */
    boolean isClosing();

    /** The event loop of the connection. */
    EventLoop eventLoop();

    /**
     * Takes no stream of the peer any more, and completes when all that are open have ended, or the session has; fails never.
     * The peer is not told yet: to some a farewell is the end of everything on the connection. Callable from any thread and more
     * than once.
     */
    Future<Void> drain();

    /**
     * Tells the peer this end is going away where the protocol can, resets what is open and closes the channel. Callable from
     * any thread and more than once.
     */
    Future<Void> close();

    /** Completes when the session has ended, for whatever reason; fails never. */
    Future<Void> closed();

    /** Why the session ended: an orderly close reads {@code "closed"}, by the peer {@code "closed by peer"}, else the error. */
    String closeReason();

    /** The same as one of a closed set; means nothing before the session has ended. */
    CloseCause closeCause();
}
