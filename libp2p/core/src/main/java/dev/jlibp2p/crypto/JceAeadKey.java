package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** A key of a JCE provider, working on arrays; a buffer without one is copied there and back. */
class JceAeadKey implements AeadKey {

    private static final byte[] NO_DATA = {};

    private final JceCiphers ciphers;

    private final SecretKeySpec key;

    JceAeadKey(JceCiphers ciphers, byte[] key) {
        this.ciphers = ciphers;
        this.key = JceCiphers.key(key);
    }

    @Override
    public final byte[] seal(long nonce, byte[] associatedData, byte[] plaintext) {
        Cipher cipher = encrypting(nonce);
        cipher.updateAAD(associatedData);
        try {
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public final byte[] open(long nonce, byte[] associatedData, byte[] ciphertext) throws AEADBadTagException {
        requireTag(ciphertext.length);
        Cipher cipher = decrypting(nonce);
        cipher.updateAAD(associatedData);
        try {
            return cipher.doFinal(ciphertext);
        } catch (AEADBadTagException forged) {
            throw forged;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public void seal(long nonce, ByteBuf buffer, int index, int length) {
        if (!buffer.hasArray()) {
            buffer.setBytes(index, seal(nonce, NO_DATA, copy(buffer, index, length)));
            return;
        }
        byte[] array = buffer.array();
        int offset = buffer.arrayOffset() + index;
        try {
            encrypting(nonce).doFinal(array, offset, length, array, offset);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public void open(long nonce, ByteBuf buffer, int index, int length) throws AEADBadTagException {
        requireTag(length);
        if (!buffer.hasArray()) {
            buffer.setBytes(index, open(nonce, NO_DATA, copy(buffer, index, length)));
            return;
        }
        byte[] array = buffer.array();
        int offset = buffer.arrayOffset() + index;
        try {
            decrypting(nonce).doFinal(array, offset, length, array, offset);
        } catch (AEADBadTagException forged) {
            throw forged;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    final Cipher encrypting(long nonce) {
        return ciphers.encrypt(key, nonce);
    }

    final Cipher decrypting(long nonce) {
        return ciphers.decrypt(key, nonce);
    }

    static void requireTag(int length) throws AEADBadTagException {
        if (length < Aead.TAG_LENGTH) {
            throw new AEADBadTagException(
                    "a ciphertext has a tag of 16 bytes; this one has " + length + " bytes in all");
        }
    }

    static IllegalStateException broken(GeneralSecurityException e) {
        return new IllegalStateException("ChaCha20-Poly1305 failed for another reason than its input", e);
    }

    private static byte[] copy(ByteBuf buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        return bytes;
    }
}
