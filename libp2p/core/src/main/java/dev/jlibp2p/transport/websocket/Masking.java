package dev.jlibp2p.transport.websocket;

import io.netty.buffer.ByteBuf;

/** The xor that clients put on what they send. See RFC 6455, section 5.3. */
final class Masking {

    private Masking() {}

    /** Masks or unmasks the readable bytes where they lie. */
    static void apply(ByteBuf bytes, int mask) {
        long wide = (long) mask << Integer.SIZE | mask & 0xffff_ffffL;
        int i = bytes.readerIndex();
        int end = bytes.writerIndex();
        for (; end - i >= Long.BYTES; i += Long.BYTES) {
            bytes.setLong(i, bytes.getLong(i) ^ wide);
        }
        for (int shift = Integer.SIZE - Byte.SIZE; i < end; i++, shift = shift - Byte.SIZE & Integer.SIZE - 1) {
            bytes.setByte(i, bytes.getByte(i) ^ mask >>> shift);
        }
    }

    /** Appends the readable bytes of {@code from}, masked, to {@code to}, which has room for them. */
    static void copy(ByteBuf from, ByteBuf to, int mask) {
        int start = to.writerIndex();
        to.writeBytes(from, from.readerIndex(), from.readableBytes());
        apply(to.slice(start, to.writerIndex() - start), mask);
    }
}
