package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.multiformats.Varint;
import io.netty.buffer.ByteBuf;

/**
 * The head of a message of mplex: a varint of stream id and flag, and a varint of the length. But for the first, flags come in
 * pairs: odd from the end that took the stream, even from the end that opened it. Both ends number their streams for
 * themselves, so a stream's name here is its id and who opened it.
 */
final class Frame {
    static final int NEW_STREAM = 0;
    static final int MESSAGE = 1;
    static final int CLOSE = 3;
    static final int RESET = 5;
    static final int LARGEST_FLAG = 6;

    static final int MOST_LENGTH_BYTES = 3;
    static final int LARGEST_HEAD = Varint.MAX_BYTES + MOST_LENGTH_BYTES;

    private Frame() {}

    /** The key of a stream, unique within the connection. */
    static long key(long id, boolean openedByPeer) {
        return id << 1 | (openedByPeer ? 1 : 0);
    }

    static boolean isInbound(long key) {
        return (key & 1) != 0;
    }

    static long id(long key) {
        return key >>> 1;
    }

    /** Our flag of {@code kind} for a stream. */
    static long head(int kind, long key) {
        boolean opening = kind == NEW_STREAM;
        return id(key) << 3 | (opening || isInbound(key) ? kind : kind + 1);
    }

    /** Appends a message without content. */
    static void write(ByteBuf out, int kind, long key) {
        Varint.write(head(kind, key), out);
        out.writeByte(0);
    }

    /** Appends the head of a message with {@code length} bytes of data. */
    static void writeDataHead(ByteBuf out, long key, int length) {
        Varint.write(head(MESSAGE, key), out);
        Varint.write(length, out);
    }
}
