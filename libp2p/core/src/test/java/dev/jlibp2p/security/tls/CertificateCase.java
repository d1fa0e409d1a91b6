package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.Identity;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * H7: a certificate a peer may come with, and the specification's verdict on it. The same cases on every transport, for
 * client and server: see {@link CertificateCases}.
 *
 * @param name a claim to show in a test's report
 * @param accepted the verdict
 * @param presentable whether a TLS library sends such a certificate at all, so that a whole handshake can try it
 */
public record CertificateCase(String name, boolean accepted, boolean presentable, Source source) {

    /** Makes the certificate of {@code identity}, anew each time. */
    public Presented make(Identity identity, Instant now) {
        try {
            return source.make(identity, now);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    @FunctionalInterface
    public interface Source {
        Presented make(Identity identity, Instant now) throws GeneralSecurityException;
    }

    /** What is presented, in DER, and the key of the first certificate. */
    public record Presented(List<byte[]> chain, PrivateKey key) {

        /** For a TLS library; only of a case that is presentable. */
        public X509Certificate[] certificates() {
            return chain.stream().map(Presented::parse).toArray(X509Certificate[]::new);
        }

        private static X509Certificate parse(byte[] encoded) {
            try {
                return (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
            } catch (CertificateException e) {
                throw new IllegalStateException("not presentable", e);
            }
        }
    }
}
