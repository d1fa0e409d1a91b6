package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.security.HandshakeException;
import java.time.Instant;
import java.util.List;

/**
 * The verdict on what a peer presents, the same for client and server, TCP and QUIC, and every TLS library: one X.509 v3
 * certificate, valid now, signed with its own key in a way of {@link SelfSignature}, with a libp2p Public Key Extension whose
 * signature covers that key, and with no other critical extension. Other extensions, subject and issuer do not matter.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md#peer-authentication">libp2p TLS: Peer
 *     Authentication</a>
 */
public final class PeerCertificate {

    /** The longest that is read: room for RSA of 8192 bits everywhere, and some. */
    public static final int MAX_BYTES = 16 * 1024;

    private PeerCertificate() {}

    /**
     * Judges a chain in DER, as it came. Computes nothing with a key before its size is known; any thread.
     *
     * @return the peer's key, which its id is made of
     * @throws HandshakeException when the chain proves nobody; the message says why
     */
    public static PublicKey verify(List<byte[]> chain, Instant now) throws HandshakeException {
        if (chain.size() != 1) {
            throw new HandshakeException("the peer sent " + chain.size() + " certificates: expected exactly one");
        }
        byte[] encoded = chain.get(0);
        if (encoded.length > MAX_BYTES) {
            throw new HandshakeException("the peer's certificate has " + encoded.length + " bytes: at most " + MAX_BYTES
                    + " are read");
        }
        try {
            return verify(CertificateFields.decode(encoded), now);
        } catch (InvalidDataException e) {
            throw new HandshakeException("the peer's certificate is refused: " + e.getMessage(), e);
        }
    }

    private static PublicKey verify(CertificateFields certificate, Instant now) throws InvalidDataException {
        if (now.isBefore(certificate.notBefore())) {
            throw new InvalidDataException("it is valid from " + certificate.notBefore() + " on and it is " + now
                    + "; set the clocks");
        }
        if (now.isAfter(certificate.notAfter())) {
            throw new InvalidDataException("it was valid until " + certificate.notAfter() + " and it is " + now
                    + "; set the clocks, or restart the peer for a new one");
        }
        byte[] value = certificate.keyExtension();
        if (value == null) {
            throw new InvalidDataException(
                    "it has no libp2p Public Key Extension (1.3.6.1.4.1.53594.1.1), so it is nobody's of libp2p");
        }
        KeyExtension extension = KeyExtension.decode(value);
        SelfSignature.verify(certificate);
        if (!extension.covers(certificate.key())) {
            throw new InvalidDataException("its libp2p Public Key Extension claims " + extension.owner().peerId()
                    + ", who did not sign the certificate's key");
        }
        return extension.owner();
    }
}
