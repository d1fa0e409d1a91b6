package dev.jlibp2p.transport.quic;

import dev.jlibp2p.security.tls.PeerTrust;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks {@link PeerTrust}, and tells of a refusal at once: the library itself is silent about it until a timeout. */
final class TellingTrust extends X509ExtendedTrustManager {

    private final PeerTrust trust;

    private final Map<SSLEngine, Consumer<CertificateException>> listeners = Collections
            .synchronizedMap(new WeakHashMap<>());

    TellingTrust(PeerTrust trust) {
        this.trust = trust;
    }

    /** Told on the thread of the handshake. */
    void onRefusal(SSLEngine engine, Consumer<CertificateException> listener) {
        listeners.put(engine, listener);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            trust.checkClientTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            tell(engine, e);
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            trust.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            tell(engine, e);
            throw e;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trust.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trust.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }

    private void tell(SSLEngine engine, CertificateException refusal) {
        Consumer<CertificateException> listener = listeners.get(engine);
        if (listener != null) {
            listener.accept(refusal);
        }
    }
}
