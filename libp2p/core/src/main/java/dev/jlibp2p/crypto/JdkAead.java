package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.Provider;
import java.security.Security;

/** The JDK's ChaCha20-Poly1305, whose compiled form works on heap arrays. */
final class JdkAead implements Aead {

    static final JdkAead INSTANCE = new JdkAead();

    private final JceCiphers ciphers = new JceCiphers(provider());

    private JdkAead() {}

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public ByteBuf buffer(ByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
        return allocator.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public AeadKey key(byte[] key) {
        return new JceAeadKey(ciphers, key);
    }

    private static Provider provider() {
        Provider provider = Security.getProvider("SunJCE");
        if (provider == null) {
            throw new IllegalStateException(
                    "the provider SunJCE is not installed; choose another ChaCha20-Poly1305 back end");
        }
        return provider;
    }
}
