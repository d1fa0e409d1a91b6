package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/** ECDSA on P-256, the one curve the specification names: PKIX public keys, SEC 1 private keys. */
final class EcdsaP256 implements SignatureAlgorithm {
    private static final int POINT = 65;
    private static final int PARAMETERS = 0xa0;
    private static final int PUBLIC_KEY = 0xa1;

    private final EllipticCurve curve = new EllipticCurve("secp256r1", false);

    @Override
    public Verifier verifier(byte[] publicKey) throws InvalidDataException {
        Der info = Der.sequence(publicKey);
        Der algorithm = info.enter(Der.SEQUENCE);
        algorithm.expect(Der.OBJECT_IDENTIFIER, Oid.EC);
        algorithm.expect(Der.OBJECT_IDENTIFIER, Oid.P256);
        algorithm.requireEnd();
        ECPublicKeyParameters key = curve.point(info.bits(), POINT);
        info.requireEnd();
        return (data, signature) -> curve.verify(key, data, signature);
    }

    @Override
    public Signer signer(byte[] privateKey) throws InvalidDataException {
        ECPrivateKeyParameters secret = curve.secret(secret(privateKey));
        byte[] point = curve.publicPoint(secret, false);
        requireSamePoint(privateKey, point);
        byte[] publicKey = Der.element(Der.SEQUENCE, algorithm(), Der.bitString(point));
        return new Signer() {
            @Override
            public byte[] sign(byte[] data) {
                return curve.sign(secret, data);
            }

            @Override
            public byte[] publicKey() {
                return publicKey.clone();
            }
        };
    }

    @Override
    public byte[] generate(SecureRandom random) {
        try {
            return encode(curve.generate(random));
        } catch (InvalidDataException e) {
            throw new IllegalStateException("a key just made is valid", e);
        }
    }

    @Override
    public String backEnd() {
        return "BouncyCastle";
    }

    /** The complete SEC 1 form of a secret: with curve and public key. */
    byte[] encode(byte[] secret) throws InvalidDataException {
        byte[] point = curve.publicPoint(curve.secret(secret), false);
        return Der.element(
                Der.SEQUENCE,
                Der.element(Der.INTEGER, new byte[]{1}),
                Der.element(Der.OCTET_STRING, secret),
                Der.element(PARAMETERS, Der.element(Der.OBJECT_IDENTIFIER, Oid.P256)),
                Der.element(PUBLIC_KEY, Der.bitString(point)));
    }

    /** The secret of a SEC 1 private key, whose curve and public key may be left out. */
    static byte[] secret(byte[] privateKey) throws InvalidDataException {
        Der key = Der.sequence(privateKey);
        key.expect(Der.INTEGER, new byte[]{1});
        return key.read(Der.OCTET_STRING);
    }

    private static void requireSamePoint(byte[] privateKey, byte[] point) throws InvalidDataException {
        Der key = Der.sequence(privateKey);
        key.read(Der.INTEGER);
        key.read(Der.OCTET_STRING);
        if (key.nextIs(PARAMETERS)) {
            Der parameters = key.enter(PARAMETERS);
            parameters.expect(Der.OBJECT_IDENTIFIER, Oid.P256);
            parameters.requireEnd();
        }
        if (key.nextIs(PUBLIC_KEY)) {
            Der stored = key.enter(PUBLIC_KEY);
            if (!Arrays.equals(stored.bits(), point)) {
                throw new InvalidDataException("ECDSA private key holds a public key that is not its own");
            }
            stored.requireEnd();
        }
        key.requireEnd();
    }

    private static byte[] algorithm() {
        return Der.element(
                Der.SEQUENCE,
                Der.element(Der.OBJECT_IDENTIFIER, Oid.EC),
                Der.element(Der.OBJECT_IDENTIFIER, Oid.P256));
    }
}
