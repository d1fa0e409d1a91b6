package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/** Bitcoin's curve: compressed points of 33 bytes, secrets of 32, signatures in DER with a low S. */
final class Secp256k1 implements SignatureAlgorithm {
    private static final int PUBLIC = 33;

    private final EllipticCurve curve = new EllipticCurve("secp256k1", true);

    @Override
    public Verifier verifier(byte[] publicKey) throws InvalidDataException {
        ECPublicKeyParameters key = curve.point(publicKey, PUBLIC);
        return (data, signature) -> curve.verify(key, data, signature);
    }

    @Override
    public Signer signer(byte[] privateKey) throws InvalidDataException {
        ECPrivateKeyParameters secret = curve.secret(privateKey);
        byte[] publicKey = curve.publicPoint(secret, true);
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
        return curve.generate(random);
    }

    @Override
    public String backEnd() {
        return "BouncyCastle";
    }
}
