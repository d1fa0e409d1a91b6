package dev.jlibp2p.connection;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One secured connection to one proven peer, carrying many streams. Thread-safe.
 *
 * <p>Several connections to one peer are legal. A connection ends exactly once, with a {@link #closeReason() reason}.
 */
public interface Connection extends AutoCloseable {

    /** Unique within the process, short, fit for logs and URLs. */
    String id();

    /** Proven by the security handshake. */
    PeerId peer();

    /** The key that proved it. */
    PublicKey publicKey();

    /** Ours: the initiator dialled. */
    Role role();

    /** Our end. */
    Multiaddr localAddress();

    /** The peer's end, without {@code /p2p}. */
    Multiaddr peerAddress();

    /** Name of the transport, for example {@code tcp}. */
    String transport();

    /** Security protocol in use, for example {@code /noise}; for QUIC the transport's own. */
    String security();

    /** Muxer in use, for example {@code /yamux/1.0.0}; for QUIC the transport's own. */
    String muxer();

    /** True for relayed connections with limits on bytes or time. */
    boolean limited();

    /** When it was established, by the wall clock. */
    Instant openedAt();

    /** The streams open now whose protocol is settled. */
    List<Stream> streams();

    /**
     * Opens a stream for the first of {@code protocols} the peer speaks. Blocks for at most one round trip and the negotiation
     * deadline; not for event loops. When the peer is known to speak a protocol this returns at once and a refusal shows at
     * the first read instead.
     *
     * @throws ProtocolNotSupportedException if the peer speaks none of them
     */
    Stream open(ProtocolId... protocols) throws IOException;

    /** False once it has ended or is closing. */
    boolean isOpen();

    /** Why it ended, in words; empty while it is open. */
    String closeReason();

    /** Why it ended, as one of a closed set; {@code null} while it is open. */
    @Nullable
    CloseCause closeCause();

    /** Closes at once: open streams are reset. Never blocks; callable more than once. */
    @Override
    void close();
}
