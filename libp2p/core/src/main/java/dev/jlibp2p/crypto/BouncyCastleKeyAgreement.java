package dev.jlibp2p.crypto;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 by BouncyCastle's low-level class. */
final class BouncyCastleKeyAgreement implements KeyAgreement {

    private final SecureRandom random;

    BouncyCastleKeyAgreement(SecureRandom random) {
        this.random = random;
    }

    @Override
    public String name() {
        return "bouncycastle";
    }

    @Override
    public KeyPair generate() {
        byte[] privateKey = new byte[KEY_LENGTH];
        byte[] publicKey = new byte[KEY_LENGTH];
        X25519.generatePrivateKey(random, privateKey);
        X25519.generatePublicKey(privateKey, 0, publicKey, 0);
        return new KeyPair(privateKey, publicKey);
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
        KeyLengths.check(privateKey, publicKey);
        byte[] secret = new byte[KEY_LENGTH];
        if (!X25519.calculateAgreement(privateKey, 0, publicKey, 0, secret, 0)) {
            throw KeyLengths.smallOrder();
        }
        return secret;
    }
}
