package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** BouncyCastle's ChaCha20-Poly1305. */
final class BouncyCastleAead implements Aead {

    private static final byte[] NO_DATA = {};

    @Override
    public String name() {
        return "bouncycastle";
    }

    @Override
    public ByteBuf buffer(ByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
        return allocator.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public AeadKey key(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a ChaCha20-Poly1305 key has 32 bytes, not " + key.length);
        }
        return new LightweightKey(new KeyParameter(key));
    }

    private record LightweightKey(KeyParameter key) implements AeadKey {

        @Override
        public byte[] seal(long nonce, byte[] associatedData, byte[] plaintext) {
            try {
                return run(true, nonce, associatedData, plaintext);
            } catch (InvalidCipherTextException e) {
                throw new IllegalStateException("ChaCha20-Poly1305 does not encrypt", e);
            }
        }

        @Override
        public byte[] open(long nonce, byte[] associatedData, byte[] ciphertext) throws AEADBadTagException {
            try {
                return run(false, nonce, associatedData, ciphertext);
            } catch (InvalidCipherTextException e) {
                AEADBadTagException forged = new AEADBadTagException(e.getMessage());
                forged.initCause(e);
                throw forged;
            }
        }

        @Override
        public void seal(long nonce, ByteBuf buffer, int index, int length) {
            buffer.setBytes(index, seal(nonce, NO_DATA, copy(buffer, index, length)));
        }

        @Override
        public void open(long nonce, ByteBuf buffer, int index, int length) throws AEADBadTagException {
            buffer.setBytes(index, open(nonce, NO_DATA, copy(buffer, index, length)));
        }

        private byte[] run(boolean encrypt, long nonce, byte[] associatedData, byte[] input)
                throws InvalidCipherTextException {
            ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
            cipher.init(encrypt, new AEADParameters(key, Byte.SIZE * TAG_LENGTH, Nonces.of(nonce), associatedData));
            byte[] output = new byte[cipher.getOutputSize(input.length)];
            int written = cipher.processBytes(input, 0, input.length, output, 0);
            cipher.doFinal(output, written);
            return output;
        }

        private static byte[] copy(ByteBuf buffer, int index, int length) {
            byte[] bytes = new byte[length];
            buffer.getBytes(index, bytes);
            return bytes;
        }
    }
}
