package dev.jlibp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the fields of one protobuf message, deterministically: in call order, numbers in their shortest form. Not
 * thread-safe.
 */
public final class ProtobufWriter {

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /** Adds an unsigned number. */
    public ProtobufWriter number(int field, long value) {
        varint64((long) field << 3);
        varint64(value);
        return this;
    }

    /** Adds bytes, or a message within. */
    public ProtobufWriter bytes(int field, byte[] value) {
        varint64(tag(field));
        varint64(value.length);
        message.writeBytes(value);
        return this;
    }

    /** Adds text. */
    public ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that {@link #bytes(int, byte[])} would add. */
    public static int sizeOf(int field, byte[] value) {
        return Varint.size(tag(field)) + Varint.size(value.length) + value.length;
    }

    /** Bytes so far. */
    public int size() {
        return message.size();
    }

    /** The message so far. */
    public byte[] toBytes() {
        return message.toByteArray();
    }

    private static long tag(int field) {
        return (long) field << 3 | 2;
    }

    private void varint64(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            message.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        message.write((int) rest);
    }
}
