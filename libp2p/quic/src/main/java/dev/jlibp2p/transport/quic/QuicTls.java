package dev.jlibp2p.transport.quic;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.security.tls.PeerProof;
import dev.jlibp2p.security.tls.PeerTrust;
import dev.jlibp2p.security.tls.TlsCertificate;
import dev.jlibp2p.transport.TransportContext;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import io.netty.handler.ssl.ClientAuth;
import io.netty.util.AttributeKey;
import java.lang.ref.WeakReference;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 within QUIC: our certificate, the peer's verdict, ALPN, no early data. One for a transport; engines are made for
 * each connection on its loop, where their work stays as well.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/quic/README.md">libp2p QUIC</a>
 */
final class QuicTls {

    private static final String ALPN = "libp2p";

    private static final AttributeKey<PeerProof> PROOF = AttributeKey.valueOf(QuicTls.class, "proof");

    private static final AttributeKey<PeerId> EXPECTED = AttributeKey.valueOf(QuicTls.class, "expected");

    private final PeerTrust trust;

    private final TellingTrust telling;

    private final QuicSslContext server;

    private final QuicSslContext client;

    private final RandomGenerator random;

    /** Shows what it is given to every peer, and judges theirs. */
    QuicTls(PrivateKey key, X509Certificate[] certificate, PeerTrust trust, RandomGenerator random) {
        this.trust = trust;
        this.random = random;
        this.telling = new TellingTrust(trust);
        OwnCertificate own = new OwnCertificate(key, certificate);
        server = QuicSslContextBuilder.forServer(own, null)
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(telling)
                .applicationProtocols(ALPN)
                .earlyData(false)
                .build();
        client = QuicSslContextBuilder.forClient()
                .keyManager(own, null)
                .trustManager(telling)
                .applicationProtocols(ALPN)
                .earlyData(false)
                .build();
    }

    /** With a new certificate of the node. */
    static QuicTls of(TransportContext context) {
        TlsCertificate own = TlsCertificate.generate(context.identity(), context.random(), context.clock().instant());
        return new QuicTls(own.privateKey(), new X509Certificate[]{own.certificate()}, new PeerTrust(context.clock()),
                context.random());
    }

    /** Whom the handshake of a connection that is not begun yet must prove; anybody if nobody is expected. */
    static void expect(QuicChannel connection, @Nullable PeerId peer) {
        connection.attr(EXPECTED).set(peer);
    }

    /** What the handshake of a connection has proved so far; null before it begins. */
    static @Nullable PeerProof proof(QuicChannel connection) {
        return connection.attr(PROOF).get();
    }

    QuicSslEngine serverEngine(QuicChannel connection) {
        forgetSessions();
        return watched(server.newEngine(connection.alloc()), connection);
    }

    QuicSslEngine clientEngine(QuicChannel connection) {
        return watched(client.newEngine(connection.alloc()), connection);
    }

    /**
     * A resumed handshake shows us no certificate, so none may be resumed; the library sends tickets all the same, and rust and
     * js offer them at their next dial. Under a new key every older one is worth nothing.
     */
    private void forgetSessions() {
        server.sessionContext()
                .setTicketKeys(new SslSessionTicketKey(bytes(SslSessionTicketKey.NAME_SIZE),
                        bytes(SslSessionTicketKey.HMAC_KEY_SIZE), bytes(SslSessionTicketKey.AES_KEY_SIZE)));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void fail(QuicChannel connection, CertificateException refusal) {
        QuicSession session = connection.pipeline().get(QuicSession.class);
        if (session != null) {
            session.handshake().failed(refusal);
        }
    }

    private QuicSslEngine watched(QuicSslEngine engine, QuicChannel connection) {
        // Not held: a connection leads to its engine for as long as it exists.
        WeakReference<QuicChannel> weak = new WeakReference<>(connection);
        telling.onRefusal(engine, refusal -> {
            QuicChannel refused = weak.get();
            if (refused != null) {
                // Later: the library still has to tell the peer why.
                refused.eventLoop().execute(() -> fail(refused, refusal));
            }
        });
        connection.attr(PROOF).set(trust.expect(engine, connection.attr(EXPECTED).get()));
        return engine;
    }
}
