package dev.jlibp2p.security.tls;

import dev.jlibp2p.crypto.Der;
import dev.jlibp2p.crypto.Signatures;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a certificate is signed with its own key, in one of the ways of TLS 1.3 (RFC 8446 4.2.3): ECDSA on P-256 with
 * SHA-256 or on P-384 with SHA-384, Ed25519, RSA of 2048 to 8192 bits with SHA-256, SHA-384 or SHA-512. A curve that goes
 * with another hash, P-521, and everything with a shorter hash are refused: of these each TLS library knows others, and a
 * certificate must not be good on one transport and bad on the next.
 */
final class SelfSignature {

    private static final byte[] EC_KEY = oid("2a8648ce3d0201");

    private static final byte[] P384 = oid("2b81040022");

    private static final byte[] ECDSA_SHA256 = oid("2a8648ce3d040302");

    private static final byte[] ECDSA_SHA384 = oid("2a8648ce3d040303");

    private static final byte[] ED25519 = oid("2b6570");

    private static final byte[] RSA_PSS = oid("2a864886f70d01010a");

    private static final Map<String, String> RSA_PKCS1 = Map.of(
            "2a864886f70d01010b", "SHA256withRSA",
            "2a864886f70d01010c", "SHA384withRSA",
            "2a864886f70d01010d", "SHA512withRSA");

    /** Hash and mask hash the same, the salt as long as the hash: what TLS 1.3 calls {@code rsa_pss_*}. */
    private static final Map<String, Integer> SALT_LENGTHS = Map.of("SHA-256", 32, "SHA-384", 48, "SHA-512", 64);

    private SelfSignature() {}

    static void verify(CertificateFields certificate) throws InvalidDataException {
        Der identifier = Der.sequence(certificate.algorithm());
        byte[] algorithm = identifier.read(Der.OBJECT_IDENTIFIER);
        if (!verify(certificate, algorithm, identifier)) {
            throw new InvalidDataException("the certificate's self-signature does not fit: forged or damaged");
        }
    }

    private static boolean verify(CertificateFields certificate, byte[] algorithm, Der parameters)
            throws InvalidDataException {
        if (Arrays.equals(algorithm, ECDSA_SHA256)) {
            parameters.requireEnd();
            return Signatures.ECDSA.verifier(certificate.key()).verify(certificate.signed(), certificate.signature());
        }
        if (Arrays.equals(algorithm, ED25519)) {
            parameters.requireEnd();
            byte[] key = keyBits(certificate.key(), ED25519);
            return Signatures.ED25519.verifier(key).verify(certificate.signed(), certificate.signature());
        }
        if (Arrays.equals(algorithm, ECDSA_SHA384)) {
            parameters.requireEnd();
            keyBits(certificate.key(), EC_KEY, P384);
            return verify(certificate, "EC", "SHA384withECDSA", null);
        }
        if (Arrays.equals(algorithm, RSA_PSS)) {
            // Reading it as a key of libp2p holds its size within bounds before anything is computed with it.
            Signatures.RSA.verifier(certificate.key());
            return verify(certificate, "RSA", "RSASSA-PSS", pss(parameters));
        }
        String rsa = RSA_PKCS1.get(HexFormat.of().formatHex(algorithm));
        if (rsa != null) {
            parameters.expect(Der.NULL, new byte[0]);
            parameters.requireEnd();
            Signatures.RSA.verifier(certificate.key());
            return verify(certificate, "RSA", rsa, null);
        }
        throw new InvalidDataException("the certificate is signed with the algorithm of OID "
                + HexFormat.of().formatHex(algorithm)
                + ": expected ECDSA with SHA-256 or SHA-384, Ed25519, or RSA with SHA-256, SHA-384 or SHA-512");
    }

    /** The bits of a {@code SubjectPublicKeyInfo} whose algorithm must be exactly these identifiers. */
    private static byte[] keyBits(byte[] key, byte[]... identifiers) throws InvalidDataException {
        Der info = Der.sequence(key);
        Der algorithm = info.enter(Der.SEQUENCE);
        for (byte[] identifier : identifiers) {
            algorithm.expect(Der.OBJECT_IDENTIFIER, identifier);
        }
        algorithm.requireEnd();
        byte[] bits = info.bits();
        info.requireEnd();
        return bits;
    }

    private static AlgorithmParameterSpec pss(Der parameters) throws InvalidDataException {
        byte[] encoded = parameters.raw(Der.SEQUENCE);
        parameters.requireEnd();
        PSSParameterSpec spec;
        try {
            AlgorithmParameters parsed = AlgorithmParameters.getInstance("RSASSA-PSS");
            parsed.init(encoded);
            spec = parsed.getParameterSpec(PSSParameterSpec.class);
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidDataException("the certificate's RSASSA-PSS parameters are refused: " + e.getMessage(), e);
        }
        boolean maskFits = spec.getMGFParameters() instanceof MGF1ParameterSpec mask
                && mask.getDigestAlgorithm().equals(spec.getDigestAlgorithm());
        Integer salt = SALT_LENGTHS.get(spec.getDigestAlgorithm());
        if (!maskFits || salt == null || salt != spec.getSaltLength()) {
            throw new InvalidDataException(
                    "the certificate's RSASSA-PSS parameters are " + spec + ": expected SHA-256, "
                            + "SHA-384 or SHA-512, the same for the mask, and a salt as long");
        }
        return spec;
    }

    private static boolean verify(CertificateFields certificate, String keyType, String algorithm,
            @Nullable AlgorithmParameterSpec parameters) throws InvalidDataException {
        try {
            PublicKey key = KeyFactory.getInstance(keyType).generatePublic(new X509EncodedKeySpec(certificate.key()));
            Signature verifier = Signature.getInstance(algorithm);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            verifier.update(certificate.signed());
            return verifier.verify(certificate.signature());
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new InvalidDataException("the certificate's key is refused: " + e.getMessage(), e);
        }
    }

    private static byte[] oid(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
