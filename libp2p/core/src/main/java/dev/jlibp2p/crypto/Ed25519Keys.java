package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The byte forms of Ed25519 keys, the same for every back end. */
final class Ed25519Keys {
    static final int SEED = Ed25519.SECRET_KEY_SIZE;
    static final int PUBLIC = Ed25519.PUBLIC_KEY_SIZE;
    static final int SIGNATURE = Ed25519.SIGNATURE_SIZE;

    private Ed25519Keys() {}

    /** Refuses what is no point, not canonical, or of small order: such a key would accept signatures nobody made. */
    static byte[] requirePublic(byte[] publicKey) throws InvalidDataException {
        if (publicKey.length != PUBLIC) {
            throw new InvalidDataException("Ed25519 public key of " + publicKey.length + " bytes: expected " + PUBLIC);
        }
        if (!Ed25519.validatePublicKeyPartial(publicKey, 0)) {
            throw new InvalidDataException(
                    "Ed25519 public key is no point of the curve, not canonical or of small order");
        }
        return publicKey.clone();
    }

    /** The seed of a private key: seed and public key, or the older form that repeats the public key. */
    static byte[] seed(byte[] privateKey) throws InvalidDataException {
        if (privateKey.length != SEED + PUBLIC && privateKey.length != SEED + 2 * PUBLIC) {
            throw new InvalidDataException(
                    "Ed25519 private key of " + privateKey.length + " bytes: expected 64, or 96");
        }
        byte[] seed = Arrays.copyOf(privateKey, SEED);
        byte[] publicKey = publicKey(seed);
        for (int at = SEED; at < privateKey.length; at += PUBLIC) {
            if (!Arrays.equals(publicKey, 0, PUBLIC, privateKey, at, at + PUBLIC)) {
                throw new InvalidDataException("Ed25519 private key holds a public key that is not its own");
            }
        }
        return seed;
    }

    static byte[] publicKey(byte[] seed) {
        byte[] publicKey = new byte[PUBLIC];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    static byte[] generate(SecureRandom random) {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        return privateKey(seed);
    }

    static byte[] privateKey(byte[] seed) {
        byte[] privateKey = Arrays.copyOf(seed, SEED + PUBLIC);
        System.arraycopy(publicKey(seed), 0, privateKey, SEED, PUBLIC);
        return privateKey;
    }
}
