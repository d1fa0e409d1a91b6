package dev.jlibp2p.network;

import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.gate.GatedException;
import dev.jlibp2p.negotiation.NegotiationException;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.PeerIdMismatchException;
import io.netty.channel.ConnectTimeoutException;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How something this node began with a peer has ended; a closed set, fit for a metric tag. Failures are in the order of how
 * far one can come with them: of several, the last one tells most.
 */
public enum Outcome {
    /** A reason that has no name of its own here. */
    FAILED,
    /** Nobody waited for it any more, or the host was stopped. */
    CANCELLED,
    /** There was no address to dial. */
    NO_ADDRESS,
    /** No transport of this node serves the address. */
    NO_TRANSPORT,
    /** The gater refused the address, the link or the peer. */
    GATED,
    /** There is no way to the address, or it has no name. */
    UNREACHABLE,
    /** Nobody listens at the address. */
    REFUSED,
    /** A limit of this node refused it. */
    LIMITED,
    /** The deadline passed. */
    TIMEOUT,
    /** The peer closed or reset it. */
    CLOSED,
    /** The peer broke the rules of negotiation. */
    PROTOCOL_ERROR,
    /** The two have no protocol in common. */
    NOT_SUPPORTED,
    /** The peer could not be proven. */
    SECURITY_FAILED,
    /** The peer is proven to be another one than was dialled. */
    PEER_ID_MISMATCH,
    /** It worked. */
    SUCCESS;

    /** The first that fits counts, so what extends another stands before it. */
    private static final List<Map.Entry<Class<? extends Throwable>, Outcome>> KNOWN = List.of(
            Map.entry(PeerIdMismatchException.class, PEER_ID_MISMATCH),
            Map.entry(HandshakeException.class, SECURITY_FAILED),
            Map.entry(GatedException.class, GATED),
            Map.entry(ResourceLimitException.class, LIMITED),
            Map.entry(ProtocolNotSupportedException.class, NOT_SUPPORTED),
            Map.entry(NegotiationException.class, PROTOCOL_ERROR),
            Map.entry(StoppedException.class, CANCELLED),
            Map.entry(CancellationException.class, CANCELLED),
            Map.entry(SocketTimeoutException.class, TIMEOUT),
            Map.entry(ConnectTimeoutException.class, TIMEOUT),
            Map.entry(InterruptedIOException.class, CANCELLED),
            Map.entry(NoRouteToHostException.class, UNREACHABLE),
            Map.entry(UnknownHostException.class, UNREACHABLE),
            Map.entry(UnresolvedAddressException.class, UNREACHABLE),
            Map.entry(ConnectException.class, REFUSED),
            Map.entry(StreamResetException.class, CLOSED),
            Map.entry(ClosedChannelException.class, CLOSED),
            Map.entry(EOFException.class, CLOSED));

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it stands in tags and documents, for example {@code peer-id-mismatch}. */
    public String label() {
        return label;
    }

    /** What {@code cause} or the causes behind it amount to; {@link #SUCCESS} when there is none. */
    public static Outcome of(@Nullable Throwable cause) {
        if (cause == null) {
            return SUCCESS;
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof DialException dial) {
                return dial.report().outcome();
            }
            for (Map.Entry<Class<? extends Throwable>, Outcome> known : KNOWN) {
                if (known.getKey().isInstance(each)) {
                    return known.getValue();
                }
            }
        }
        return FAILED;
    }

    /** The one that tells more. */
    Outcome or(Outcome other) {
        return compareTo(other) < 0 ? other : this;
    }
}
