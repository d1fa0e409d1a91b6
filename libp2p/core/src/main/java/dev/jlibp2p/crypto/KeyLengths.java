package dev.jlibp2p.crypto;

import java.security.InvalidKeyException;

/** What every X25519 back end refuses, in the same words. */
final class KeyLengths {

    private KeyLengths() {}

    static void check(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
        if (privateKey.length != KeyAgreement.KEY_LENGTH || publicKey.length != KeyAgreement.KEY_LENGTH) {
            throw new InvalidKeyException("an X25519 key has 32 bytes; the private key has " + privateKey.length
                    + ", the public key " + publicKey.length);
        }
    }

    static InvalidKeyException smallOrder() {
        return new InvalidKeyException(
                "the X25519 public key is a point of small order: the shared secret is all zeros");
    }
}
