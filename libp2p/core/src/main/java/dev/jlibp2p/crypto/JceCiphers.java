package dev.jlibp2p.crypto;

import io.netty.util.concurrent.FastThreadLocal;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cipher objects of one JCE provider: one to encrypt and one to decrypt for every thread, shared by all keys, because
 * each record is a new initialisation anyway and a connection that idles then holds none.
 */
final class JceCiphers {

    private static final String TRANSFORMATION = "ChaCha20-Poly1305";

    private final Provider provider;

    private final FastThreadLocal<Cipher> encrypting = new Ciphers();

    private final FastThreadLocal<Cipher> decrypting = new Ciphers();

    JceCiphers(Provider provider) {
        this.provider = provider;
    }

    static SecretKeySpec key(byte[] key) {
        if (key.length != Aead.KEY_LENGTH) {
            throw new IllegalArgumentException("a ChaCha20-Poly1305 key has 32 bytes, not " + key.length);
        }
        return new SecretKeySpec(key, "ChaCha20");
    }

    Cipher encrypt(SecretKeySpec key, long nonce) {
        return start(encrypting, Cipher.ENCRYPT_MODE, key, nonce);
    }

    Cipher decrypt(SecretKeySpec key, long nonce) {
        return start(decrypting, Cipher.DECRYPT_MODE, key, nonce);
    }

    private static Cipher start(FastThreadLocal<Cipher> ciphers, int mode, SecretKeySpec key, long nonce) {
        IvParameterSpec parameters = new IvParameterSpec(Nonces.of(nonce));
        try {
            Cipher cipher = ciphers.get();
            cipher.init(mode, key, parameters);
            return cipher;
        } catch (InvalidKeyException | InvalidAlgorithmParameterException repeated) {
            // Providers refuse the key and nonce they saw last, in whoever's hands; counters are kept by AeadKey's callers.
            ciphers.remove();
        }
        try {
            Cipher cipher = ciphers.get();
            cipher.init(mode, key, parameters);
            return cipher;
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("a provider refuses a key of 32 and a nonce of 12 bytes", e);
        }
    }

    private Cipher create() {
        try {
            return Cipher.getInstance(TRANSFORMATION, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(provider.getName() + " has no " + TRANSFORMATION, e);
        }
    }

    private final class Ciphers extends FastThreadLocal<Cipher> {

        @Override
        protected Cipher initialValue() {
            return create();
        }
    }
}
