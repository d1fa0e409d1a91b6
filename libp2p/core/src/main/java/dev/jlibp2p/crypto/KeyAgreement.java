package dev.jlibp2p.crypto;

import java.security.InvalidKeyException;
import java.security.SecureRandom;

/**
 * X25519 on raw 32-byte keys. Thread-safe; nothing blocks.
 *
 * <p>The JDK's own X25519 is no choice here: it takes five to ten times as long as either back end.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7748#section-5">RFC 7748, section 5</a>
 */
public interface KeyAgreement {

    /** Length in bytes of private keys, public keys and shared secrets. */
    int KEY_LENGTH = 32;

    /** Name of the back end, for reports. */
    String name();

    /** A fresh key pair. */
    KeyPair generate();

    /**
     * The secret shared with the owner of {@code publicKey}.
     *
     * @throws InvalidKeyException when a key is not 32 bytes long, or the secret is all zeros because the peer sent a point
     *     of small order
     */
    byte[] agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException;

    /** Conscrypt where it runs, else BouncyCastle. */
    static KeyAgreement fastest() {
        return ConscryptProvider.available() ? conscrypt() : bouncyCastle(new SecureRandom());
    }

    /** BoringSSL through Conscrypt, with BoringSSL's random numbers. */
    static KeyAgreement conscrypt() {
        return new ConscryptKeyAgreement();
    }

    /** Pure Java; private keys come from {@code random}. */
    static KeyAgreement bouncyCastle(SecureRandom random) {
        return new BouncyCastleKeyAgreement(random);
    }

    /** A private key and its public key, raw. The arrays are not copied: whoever changes them breaks the key. */
    final class KeyPair {

        private final byte[] privateKey;

        private final byte[] publicKey;

        public KeyPair(byte[] privateKey, byte[] publicKey) {
            this.privateKey = privateKey;
            this.publicKey = publicKey;
        }

        public byte[] privateKey() {
            return privateKey;
        }

        public byte[] publicKey() {
            return publicKey;
        }
    }
}
