package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.security.HandshakeException;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets TLS engines ask {@link PeerCertificate}: one for all connections of a node, client and server. Whoever makes an engine
 * says with {@link #expect} whom its peer must prove to be; another peer is refused within the handshake, before it learns
 * anything of us that a stranger would not. Thread-safe; keeps no engine alive.
 */
public final class PeerTrust extends X509ExtendedTrustManager {

    private static final X509Certificate[] NO_ISSUERS = {};

    /** {@code X509_V_ERR_CERT_REJECTED}, which native libraries tell the peer as the alert "bad certificate". */
    private static final int CERTIFICATE_REJECTED = 28;

    private final Clock clock;

    private final Map<SSLEngine, WeakReference<PeerProof>> proofs = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Trusts by the time of this clock.
     *
     * @param clock the wall clock
     */
    public PeerTrust(Clock clock) {
        this.clock = clock;
    }

    /**
     * Before the handshake of {@code engine}, which is the very object the TLS library hands to its trust manager. The caller
     * keeps the proof until the handshake is over: from here it is not held, as it may lead to the engine.
     *
     * @param peer whom the other side must prove to be, or {@code null} when anybody will do
     */
    public PeerProof expect(SSLEngine engine, @Nullable PeerId peer) {
        PeerProof proof = new PeerProof(peer);
        proofs.put(engine, new WeakReference<>(proof));
        return proof;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutEngine();
    }

    /** None: whoever signed a certificate, the peer did. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NO_ISSUERS;
    }

    private void check(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        WeakReference<PeerProof> kept = proofs.get(engine);
        PeerProof proof = kept == null ? null : kept.get();
        if (proof == null) {
            throw new CertificateException("nobody said whom to expect of this engine; call PeerTrust.expect first");
        }
        try {
            proof.accept(PeerCertificate.verify(encoded(chain), clock.instant()));
        } catch (HandshakeException e) {
            proof.refuse(e);
            throw new OpenSslCertificateException(e.getMessage(), e, CERTIFICATE_REJECTED);
        }
    }

    private static List<byte[]> encoded(X509Certificate[] chain) throws CertificateEncodingException {
        List<byte[]> encoded = new ArrayList<>(chain.length);
        for (X509Certificate certificate : chain) {
            encoded.add(certificate.getEncoded());
        }
        return encoded;
    }

    private static CertificateException withoutEngine() {
        return new CertificateException("only the peers of an SSLEngine are judged");
    }
}
