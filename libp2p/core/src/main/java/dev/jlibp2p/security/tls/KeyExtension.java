package dev.jlibp2p.security.tls;

import dev.jlibp2p.crypto.Der;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The libp2p Public Key Extension: whose certificate it is, and the owner's signature over the certificate's key.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md#libp2p-public-key-extension">libp2p TLS: Public Key
 *     Extension</a>
 */
@SuppressWarnings("ArrayRecordComponent")
record KeyExtension(PublicKey owner, byte[] signature) {

    /** 1.3.6.1.4.1.53594.1.1, as the content of its DER element. */
    static final byte[] OID = HexFormat.of().parseHex("2b0601040183a25a0101");

    private static final byte[] PREFIX = "libp2p-tls-handshake:".getBytes(StandardCharsets.US_ASCII);

    /** Of our own certificate. */
    static KeyExtension sign(Identity identity, byte[] certificateKey) {
        return new KeyExtension(identity.publicKey(), identity.sign(signedBytes(certificateKey)));
    }

    /** Reads the value of the extension; the signature is not checked. */
    static KeyExtension decode(byte[] value) throws InvalidDataException {
        Der signedKey = Der.sequence(value);
        byte[] owner = signedKey.read(Der.OCTET_STRING);
        byte[] signature = signedKey.read(Der.OCTET_STRING);
        signedKey.requireEnd();
        return new KeyExtension(PublicKey.decode(owner), signature);
    }

    byte[] encoded() {
        return Der.element(
                Der.SEQUENCE,
                Der.element(Der.OCTET_STRING, owner.encoded()),
                Der.element(Der.OCTET_STRING, signature));
    }

    /** Whether the owner signed this certificate key, given as a {@code SubjectPublicKeyInfo}. */
    boolean covers(byte[] certificateKey) {
        return owner.verify(signedBytes(certificateKey), signature);
    }

    private static byte[] signedBytes(byte[] certificateKey) {
        byte[] bytes = new byte[PREFIX.length + certificateKey.length];
        System.arraycopy(PREFIX, 0, bytes, 0, PREFIX.length);
        System.arraycopy(certificateKey, 0, bytes, PREFIX.length, certificateKey.length);
        return bytes;
    }
}
