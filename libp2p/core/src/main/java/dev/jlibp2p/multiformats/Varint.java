package dev.jlibp2p.multiformats;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;

/**
 * Unsigned varints: seven bits a byte, least significant first, at most nine bytes (63 bits), always the shortest form.
 * Longer and padded encodings are refused, so a number has exactly one encoding. Stateless; any thread. Buffers are
 * read and written in place and never retained or released. See
 * <a href="https://github.com/multiformats/unsigned-varint">unsigned-varint</a>.
 */
public final class Varint {
    /** The longest encoding, in bytes. */
    public static final int MAX_BYTES = 9;

    /** What {@link #tryRead} answers while the number is not complete. */
    public static final long INCOMPLETE = -1;

    private Varint() {}

    /** The encoded length of a value, in bytes. */
    public static int size(long value) {
        requireEncodable(value);
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    /** The encoding of a value; negative values are an {@link IllegalArgumentException}. */
    public static byte[] encode(long value) {
        byte[] encoded = new byte[size(value)];
        write(value, ByteBuffer.wrap(encoded));
        return encoded;
    }

    /** Appends a value to a buffer, which must have room for it. */
    public static void write(long value, ByteBuffer target) {
        requireEncodable(value);
        long rest = value;
        while (rest > 0x7f) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    /** Appends a value to a buffer. */
    public static void write(long value, ByteBuf target) {
        requireEncodable(value);
        long rest = value;
        while (rest > 0x7f) {
            target.writeByte((int) (rest | 0x80));
            rest >>>= 7;
        }
        target.writeByte((int) rest);
    }

    /** The value of an array that holds one varint and nothing else. */
    public static long decode(byte[] encoded) throws InvalidDataException {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        long value = read(buffer);
        if (buffer.hasRemaining()) {
            throw new InvalidDataException(
                    "varint of " + encoded.length + " bytes ends after " + buffer.position() + ": trailing bytes");
        }
        return value;
    }

    /** Reads a value and moves the position behind it; the position stays where it was if that fails. */
    public static long read(ByteBuffer source) throws InvalidDataException {
        int start = source.position();
        long value = requireComplete(scan(i -> source.get(start + i), source.remaining()), source.remaining());
        source.position(start + size(value));
        return value;
    }

    /** Reads a value and moves the reader index behind it; the index stays where it was if that fails. */
    public static long read(ByteBuf source) throws InvalidDataException {
        return requireComplete(tryRead(source), source.readableBytes());
    }

    /**
     * Reads a value if all of it has arrived, else answers {@link #INCOMPLETE} and leaves the reader index alone.
     * A number that can only become invalid is refused at once, whatever might follow.
     */
    public static long tryRead(ByteBuf source) throws InvalidDataException {
        int start = source.readerIndex();
        long value = scan(i -> source.getByte(start + i), source.readableBytes());
        if (value != INCOMPLETE) {
            source.skipBytes(size(value));
        }
        return value;
    }

    private static long scan(IntUnaryOperator bytes, int available) throws InvalidDataException {
        long value = 0;
        int limit = Math.min(available, MAX_BYTES);
        for (int i = 0; i < limit; i++) {
            int next = bytes.applyAsInt(i);
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                if (next == 0 && i > 0) {
                    throw new InvalidDataException(
                            "varint is padded to " + (i + 1) + " bytes: expected the shortest form");
                }
                return value;
            }
        }
        if (available >= MAX_BYTES) {
            throw new InvalidDataException("varint is longer than " + MAX_BYTES + " bytes");
        }
        return INCOMPLETE;
    }

    private static long requireComplete(long value, int available) throws InvalidDataException {
        if (value == INCOMPLETE) {
            throw new InvalidDataException("varint is cut off after " + available + " bytes");
        }
        return value;
    }

    private static void requireEncodable(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("varint must be between 0 and 2^63-1, not " + value);
        }
    }
}
