package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;

/** BoringSSL's ChaCha20-Poly1305, which needs no copy in direct memory. */
final class ConscryptAead implements Aead {

    private static final JceCiphers CIPHERS = new JceCiphers(ConscryptProvider.require());

    @Override
    public String name() {
        return "conscrypt";
    }

    @Override
    public ByteBuf buffer(ByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
        return allocator.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public AeadKey key(byte[] key) {
        return new DirectKey(key);
    }

    private static final class DirectKey extends JceAeadKey {

        DirectKey(byte[] key) {
            super(CIPHERS, key);
        }

        @Override
        public void seal(long nonce, ByteBuf buffer, int index, int length) {
            if (!buffer.isDirect() || buffer.nioBufferCount() != 1) {
                super.seal(nonce, buffer, index, length);
                return;
            }
            try {
                encrypting(nonce).doFinal(buffer.nioBuffer(index, length),
                        buffer.nioBuffer(index, length + TAG_LENGTH));
            } catch (GeneralSecurityException e) {
                throw broken(e);
            }
        }

        @Override
        public void open(long nonce, ByteBuf buffer, int index, int length) throws AEADBadTagException {
            if (!buffer.isDirect() || buffer.nioBufferCount() != 1) {
                super.open(nonce, buffer, index, length);
                return;
            }
            requireTag(length);
            try {
                decrypting(nonce).doFinal(buffer.nioBuffer(index, length), buffer.nioBuffer(index, length));
            } catch (AEADBadTagException forged) {
                throw forged;
            } catch (GeneralSecurityException e) {
                throw broken(e);
            }
        }
    }
}
