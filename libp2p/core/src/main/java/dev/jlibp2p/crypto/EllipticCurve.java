package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * ECDSA over SHA-256 on one named curve of 256 bits, by BouncyCastle: deterministic nonces (RFC 6979), signatures in
 * DER. Both halves of a malleable signature verify, as they do in go.
 */
final class EllipticCurve {
    static final int SECRET = 32;
    private static final int FIELD_BITS = 256;

    private final ECDomainParameters domain;
    private final boolean lowS;

    EllipticCurve(String name, boolean lowS) {
        X9ECParameters parameters = CustomNamedCurves.getByName(name);
        this.domain = new ECDomainParameters(
                parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
        this.lowS = lowS;
    }

    /** A point in exactly this length, compressed or not; the point at infinity has one byte and is refused. */
    ECPublicKeyParameters point(byte[] encoded, int length) throws InvalidDataException {
        if (encoded.length != length) {
            throw new InvalidDataException("public point of " + encoded.length + " bytes: expected " + length);
        }
        if (length == 2 * SECRET + 1 && encoded[0] != 4) {
            throw new InvalidDataException("public point starts with " + encoded[0] + ": expected 4, uncompressed");
        }
        try {
            return new ECPublicKeyParameters(domain.getCurve().decodePoint(encoded), domain);
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("public point is not on the curve", e);
        }
    }

    ECPrivateKeyParameters secret(byte[] encoded) throws InvalidDataException {
        if (encoded.length != SECRET) {
            throw new InvalidDataException("private key of " + encoded.length + " bytes: expected " + SECRET);
        }
        BigInteger secret = new BigInteger(1, encoded);
        if (secret.signum() == 0 || secret.compareTo(domain.getN()) >= 0) {
            throw new InvalidDataException("private key is 0 or not less than the order of the curve");
        }
        return new ECPrivateKeyParameters(secret, domain);
    }

    byte[] publicPoint(ECPrivateKeyParameters secret, boolean compressed) {
        ECPoint point = new FixedPointCombMultiplier().multiply(domain.getG(), secret.getD());
        return point.normalize().getEncoded(compressed);
    }

    byte[] generate(SecureRandom random) {
        byte[] secret = new byte[SECRET];
        BigInteger value;
        do {
            random.nextBytes(secret);
            value = new BigInteger(1, secret);
        } while (value.signum() == 0 || value.compareTo(domain.getN()) >= 0);
        return secret;
    }

    byte[] sign(ECPrivateKeyParameters key, byte[] data) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        BigInteger[] parts = signer.generateSignature(sha256(data));
        BigInteger s = parts[1];
        if (lowS && s.compareTo(domain.getN().shiftRight(1)) > 0) {
            s = domain.getN().subtract(s);
        }
        return Der.element(Der.SEQUENCE, Der.integer(parts[0]), Der.integer(s));
    }

    boolean verify(ECPublicKeyParameters key, byte[] data, byte[] signature) {
        BigInteger r;
        BigInteger s;
        try {
            Der sequence = Der.sequence(signature);
            r = sequence.unsigned(FIELD_BITS);
            s = sequence.unsigned(FIELD_BITS);
            sequence.requireEnd();
        } catch (InvalidDataException e) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, key);
        return verifier.verifySignature(sha256(data), r, s);
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
