package dev.jlibp2p.identity;

import java.io.ByteArrayOutputStream;

/**
 * Writes the fields of one small protobuf message, deterministically: in call order, numbers in their shortest form.
 */
final class ProtobufWriter {
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    ProtobufWriter number(int field, long value) {
        varint64((long) field << 3);
        varint64(value);
        return this;
    }

    ProtobufWriter bytes(int field, byte[] value) {
        varint64(((long) field << 3) | 2);
        varint64(value.length);
        message.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return message.toByteArray();
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
