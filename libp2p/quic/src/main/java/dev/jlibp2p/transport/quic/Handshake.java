package dev.jlibp2p.transport.quic;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.tls.PeerProof;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The handshake of one connection, which runs by itself, as the upgrade sees it. On the connection's loop. */
final class Handshake implements SecurityUpgrade {

    static final ProtocolId PROTOCOL = ProtocolId.of("/tls/1.0.0");

    /** Errors from here to here are TLS alerts (RFC 9001 4.8). */
    private static final int FIRST_ALERT = 0x100;

    private static final int LAST_ALERT = 0x1ff;

    private final QuicChannel connection;

    private final String address;

    private final Promise<Void> done;

    private @Nullable QuicConnectionCloseEvent refusal;

    /**
     * Of a connection not begun yet.
     *
     * @param address of the peer, for messages
     */
    Handshake(QuicChannel connection, String address) {
        this.connection = connection;
        this.address = address;
        this.done = connection.eventLoop().newPromise();
    }

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
        Promise<SecuredChannel> secured = channel.eventLoop().newPromise();
        done.addListener(ended -> {
            try {
                secured.trySuccess(secured(ended.cause()));
            } catch (IOException e) {
                secured.tryFailure(e);
            }
        });
        return secured;
    }

    Future<Void> done() {
        return done;
    }

    void succeeded() {
        done.trySuccess(null);
    }

    void failed(Throwable cause) {
        done.tryFailure(cause);
    }

    /** The peer has closed the connection and says why. */
    void closedByPeer(QuicConnectionCloseEvent event) {
        refusal = event;
    }

    private SecuredChannel secured(@Nullable Throwable failure) throws IOException {
        PeerProof proof = QuicTls.proof(connection);
        if (failure != null || proof == null) {
            throw explained(proof, failure);
        }
        PublicKey key = proof.publicKey();
        return new SecuredChannel(connection, key.peerId(), key, null);
    }

    private IOException explained(@Nullable PeerProof proof, @Nullable Throwable failure) {
        HandshakeException refused = proof == null ? null : proof.refusal();
        if (refused != null) {
            return refused;
        }
        QuicConnectionCloseEvent said = refusal;
        if (said != null && said.error() >= FIRST_ALERT && said.error() <= LAST_ALERT) {
            return new HandshakeException(
                    "the peer at " + address + " refused us, TLS alert " + (said.error() - FIRST_ALERT), failure);
        }
        if (failure instanceof SSLException) {
            return new HandshakeException("QUIC handshake with " + address + " failed: " + failure.getMessage(),
                    failure);
        }
        if (failure instanceof ConnectTimeoutException) {
            ConnectTimeoutException timeout = new ConnectTimeoutException(
                    "cannot reach " + address + ": no answer in time");
            timeout.initCause(failure);
            return timeout;
        }
        if (failure instanceof IOException && !connection.isOpen() && said != null) {
            return closed(": the peer closed the connection, error " + said.error());
        }
        return failure == null
                ? closed("")
                : new IOException("cannot reach " + address + ": " + failure.getMessage(),
                        failure);
    }

    private EOFException closed(String why) {
        return new EOFException("the connection with " + address + " ended in its handshake" + why);
    }
}
