package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Quote;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What one TLS handshake comes to, and what its failures mean. Without input or output; not thread-safe. */
final class TlsHandshake {

    /** As BoringSSL and the Java runtime name an alert of the peer's. */
    private static final Pattern ALERT = Pattern.compile("_ALERT_([A-Z_]+)|fatal alert: (\\w+)");

    private final SecurityContext context;

    private final PeerProof proof;

    private final Supplier<@Nullable String> settled;

    TlsHandshake(SecurityContext context, PeerProof proof, Supplier<@Nullable String> settled) {
        this.context = context;
        this.proof = proof;
        this.settled = settled;
    }

    /** Whom to tell when the peer's certificate is refused, within the handshake. */
    void onRefusal(Consumer<HandshakeException> listener) {
        proof.onRefusal(listener);
    }

    /** Whom the finished handshake proves. */
    SecuredChannel outcome(Channel channel) throws HandshakeException {
        PublicKey key = proof.publicKey();
        return new SecuredChannel(channel, key.peerId(), key, muxer());
    }

    /** Why the handshake failed, in words of ours. */
    IOException failure(Throwable cause) {
        HandshakeException refusal = proof.refusal();
        if (refusal != null) {
            return refusal;
        }
        Throwable error = unwrapped(cause);
        if (error instanceof ClosedChannelException) {
            return closed("the channel was closed during the TLS handshake", error);
        }
        String alert = alert(error);
        return alert == null
                ? new HandshakeException("the TLS handshake failed: " + message(error), error)
                : new HandshakeException("the peer refused the TLS handshake with alert \"" + alert + "\"", error);
    }

    /**
     * What went wrong after the handshake.
     *
     * @param heardOfPeer whether anything of the peer's has been read since
     */
    IOException laterFailure(Throwable cause, boolean heardOfPeer) {
        Throwable error = unwrapped(cause);
        String alert = alert(error);
        boolean refused = !heardOfPeer && mayStillBeRefused();
        if (alert == null && error instanceof IOException known && !(error instanceof SSLException)) {
            // A reset may overtake the alert before it.
            return refused ? silentRefusal(known) : known;
        }
        if (alert == null) {
            return new IOException("the TLS connection is broken: " + message(error), error);
        }
        if (!refused) {
            return new IOException("the peer ended the TLS connection with alert \"" + alert + "\"", error);
        }
        return new HandshakeException("the peer refused this node's certificate with TLS alert \"" + alert
                + "\"; compare the clocks, and whether it admits this node", error);
    }

    /** Whether the peer judges our certificate after this side's handshake is done. */
    boolean mayStillBeRefused() {
        return context.role() == Role.INITIATOR;
    }

    /** What a close means that comes before anything else of the peer's. */
    HandshakeException silentRefusal(@Nullable Throwable cause) {
        return new HandshakeException("the peer closed the connection right behind the TLS handshake: "
                + "it refused this node's certificate, or this node", cause);
    }

    private @Nullable ProtocolId muxer() throws HandshakeException {
        String protocol = settled.get();
        if (protocol == null) {
            throw new HandshakeException("the peer offers no application protocol of ours: expected "
                    + TlsHandlers.protocols(context.muxers()));
        }
        if (protocol.equals(TlsHandlers.NO_EARLY_MUXER)) {
            return null;
        }
        for (ProtocolId muxer : context.muxers()) {
            if (muxer.toString().equals(protocol)) {
                return muxer;
            }
        }
        throw new HandshakeException("the peer settled the application protocol \"" + Quote.shorten(protocol)
                + "\": expected one of " + TlsHandlers.protocols(context.muxers()));
    }

    private static Throwable unwrapped(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    }

    private static IOException closed(String message, Throwable cause) {
        IOException closed = new EOFException(message);
        closed.initCause(cause);
        return closed;
    }

    private static @Nullable String alert(Throwable error) {
        Matcher matcher = ALERT.matcher(message(error));
        if (!matcher.find()) {
            return null;
        }
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String message(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }
}
