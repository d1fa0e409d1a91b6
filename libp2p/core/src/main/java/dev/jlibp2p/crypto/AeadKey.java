package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import javax.crypto.AEADBadTagException;

/**
 * One ChaCha20-Poly1305 key. The nonce is a counter, placed little-endian behind four zero bytes as Noise has it; never
 * to use a counter twice is the caller's duty.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#the-chachapoly-cipher-functions">Noise, section 12.3</a>
 */
public interface AeadKey {

    /** The ciphertext of {@code plaintext}, tag included, in a new array. */
    byte[] seal(long nonce, byte[] associatedData, byte[] plaintext);

    /**
     * The plaintext of {@code ciphertext}, tag included, in a new array.
     *
     * @throws AEADBadTagException when it was not sealed with this key, nonce and associated data
     */
    byte[] open(long nonce, byte[] associatedData, byte[] ciphertext) throws AEADBadTagException;

    /**
     * Encrypts {@code length} bytes at {@code index} in place and sets the 16 bytes of the tag behind them, for which the
     * buffer must have room. No associated data; indices of the buffer stay.
     */
    void seal(long nonce, ByteBuf buffer, int index, int length);

    /**
     * Decrypts {@code length} bytes at {@code index} in place, the last 16 of them the tag. No associated data; indices of
     * the buffer stay. The content is undefined after a failure.
     *
     * @throws AEADBadTagException when it was not sealed with this key and nonce
     */
    void open(long nonce, ByteBuf buffer, int index, int length) throws AEADBadTagException;
}
