package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 in pure Java, by BouncyCastle's low-level API: runs everywhere, several times faster than the JDK's. */
final class BouncyCastleEd25519 implements SignatureAlgorithm {
    @Override
    public Verifier verifier(byte[] publicKey) throws InvalidDataException {
        byte[] key = Ed25519Keys.requirePublic(publicKey);
        return (data, signature) -> signature.length == Ed25519Keys.SIGNATURE
                && Ed25519.verify(signature, 0, key, 0, data, 0, data.length);
    }

    @Override
    public Signer signer(byte[] privateKey) throws InvalidDataException {
        byte[] seed = Ed25519Keys.seed(privateKey);
        byte[] publicKey = Ed25519Keys.publicKey(seed);
        return new Signer() {
            @Override
            public byte[] sign(byte[] data) {
                byte[] signature = new byte[Ed25519Keys.SIGNATURE];
                Ed25519.sign(seed, 0, publicKey, 0, data, 0, data.length, signature, 0);
                return signature;
            }

            @Override
            public byte[] publicKey() {
                return publicKey.clone();
            }
        };
    }

    @Override
    public byte[] generate(SecureRandom random) {
        return Ed25519Keys.generate(random);
    }

    @Override
    public String backEnd() {
        return "BouncyCastle";
    }
}
