package dev.jlibp2p.security.pnet;

import io.netty.buffer.ByteBuf;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** One direction of a connection: a stream of bytes to xor with. */
final class XSalsa20 {

    static final int NONCE_LENGTH = 24;

    private final XSalsa20Engine engine = new XSalsa20Engine();

    XSalsa20(byte[] key, byte[] nonce) {
        engine.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    }

    /** Appends the readable bytes of {@code from}, scrambled, to {@code to}, which is on the heap and has room for them. */
    void scramble(ByteBuf from, ByteBuf to) {
        int length = from.readableBytes();
        int at = to.arrayOffset() + to.writerIndex();
        if (from.hasArray()) {
            engine.processBytes(from.array(), from.arrayOffset() + from.readerIndex(), length, to.array(), at);
        } else {
            from.getBytes(from.readerIndex(), to.array(), at, length);
            engine.processBytes(to.array(), at, length, to.array(), at);
        }
        to.writerIndex(to.writerIndex() + length);
    }
}
