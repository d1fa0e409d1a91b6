package dev.jlibp2p.security.tls;

import dev.jlibp2p.crypto.Der;
import dev.jlibp2p.crypto.SignatureAlgorithm.Signer;
import dev.jlibp2p.crypto.Signatures;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What we prove our identity with in a TLS handshake: a certificate signed with its own key, made for this and related to
 * nothing, and that key. Immutable; any thread. {@link #toString} tells nothing of the key.
 *
 * @param certificate carries the identity in the libp2p Public Key Extension
 * @param privateKey the certificate's own, ECDSA on P-256, never the identity's
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md#peer-authentication">libp2p TLS: Peer
 *     Authentication</a>
 */
public record TlsCertificate(X509Certificate certificate, PrivateKey privateKey) {

    /** Before now: clocks differ. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    /** After now: longer than any node runs. */
    private static final Duration VALIDITY = Duration.ofDays(100L * 365);

    private static final int NUMBER_BITS = 62;

    private static final byte[] EC_KEY = oid("2a8648ce3d0201");

    private static final byte[] P256 = oid("2a8648ce3d030107");

    private static final byte[] ECDSA_SHA256 = Der.element(
            Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, oid("2a8648ce3d040302")));

    /** The attribute serialNumber of a name, which is some text. */
    private static final byte[] SERIAL_NUMBER = oid("550405");

    private static final int PRINTABLE_STRING = 0x13;

    private static final int SET = 0x31;

    private static final int VERSION = 0xa0;

    private static final int EXTENSIONS = 0xa3;

    /** Makes a key and a certificate for it, which the identity signs; valid from an hour before {@code now}. */
    public static TlsCertificate generate(Identity identity, SecureRandom random, Instant now) {
        byte[] secret = Signatures.ECDSA.generate(random);
        try {
            Signer key = Signatures.ECDSA.signer(secret);
            byte[] signed = signedPart(identity, key.publicKey(), random, now);
            byte[] certificate = Der.element(
                    Der.SEQUENCE, signed, ECDSA_SHA256, Der.bitString(key.sign(signed)));
            return new TlsCertificate(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(certificate)),
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(secret))));
        } catch (GeneralSecurityException | InvalidDataException e) {
            throw new IllegalStateException("a certificate just made is valid", e);
        }
    }

    @Override
    public String toString() {
        return "TlsCertificate[" + certificate.getSerialNumber() + "]";
    }

    private static byte[] signedPart(Identity identity, byte[] key, SecureRandom random, Instant now) {
        byte[] name = name(new BigInteger(NUMBER_BITS, random));
        byte[] extension = Der.element(
                Der.SEQUENCE,
                Der.element(Der.OBJECT_IDENTIFIER, KeyExtension.OID),
                Der.element(Der.OCTET_STRING, KeyExtension.sign(identity, key).encoded()));
        return Der.element(
                Der.SEQUENCE,
                Der.element(VERSION, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(NUMBER_BITS, random).setBit(NUMBER_BITS)),
                ECDSA_SHA256,
                name,
                Der.element(
                        Der.SEQUENCE,
                        DerTime.element(now.minus(BACKDATED)),
                        DerTime.element(now.plus(VALIDITY))),
                name,
                key,
                Der.element(EXTENSIONS, Der.element(Der.SEQUENCE, extension)));
    }

    /** RFC 5280 wants an issuer that is not empty. */
    private static byte[] name(BigInteger number) {
        byte[] text = Der.element(PRINTABLE_STRING, number.toString().getBytes(StandardCharsets.US_ASCII));
        byte[] attribute = Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, SERIAL_NUMBER), text);
        return Der.element(Der.SEQUENCE, Der.element(SET, attribute));
    }

    private static byte[] pkcs8(byte[] secret) {
        byte[] algorithm = Der.element(
                Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, EC_KEY), Der.element(Der.OBJECT_IDENTIFIER, P256));
        return Der.element(
                Der.SEQUENCE, Der.integer(BigInteger.ZERO), algorithm, Der.element(Der.OCTET_STRING, secret));
    }

    private static byte[] oid(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
