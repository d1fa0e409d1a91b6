package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * ChaCha20-Poly1305 by one back end. Thread-safe, and so are its keys.
 *
 * <p>Everything works in place, in a buffer of the kind {@link #buffer} hands out: back ends differ by a factor of two in
 * which memory they like.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8439#section-2.8">RFC 8439, section 2.8</a>
 */
public interface Aead {

    /** Length in bytes of a key. */
    int KEY_LENGTH = 32;

    /** Length in bytes of the authentication tag that follows every ciphertext. */
    int TAG_LENGTH = 16;

    /** Name of the back end, for reports and for {@link AeadSelection}. */
    String name();

    /** A buffer in the memory this back end works on best; owned by the caller. */
    ByteBuf buffer(ByteBufAllocator allocator, int initialCapacity, int maxCapacity);

    /** Prepares a key of 32 bytes; the array is copied. */
    AeadKey key(byte[] key);

    /** The JDK's: the fastest on most machines once warm, by far the slowest before. */
    static Aead jdk() {
        return JdkAead.INSTANCE;
    }

    /** BoringSSL's through Conscrypt: fast from the first byte. */
    static Aead conscrypt() {
        return new ConscryptAead();
    }

    /** BouncyCastle's pure Java: the last resort. */
    static Aead bouncyCastle() {
        return new BouncyCastleAead();
    }
}
