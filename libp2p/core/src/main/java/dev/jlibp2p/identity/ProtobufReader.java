package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import java.nio.ByteBuffer;

/**
 * Reads the fields of one small protobuf message in order of arrival. Lengths are checked against what is there before
 * anything is copied, groups are refused, and fields are counted: a message of more than {@link #MAX_FIELDS} ends it.
 */
final class ProtobufReader {
    static final int MAX_FIELDS = 1024;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer buffer;
    private int fields;
    private int wireType;

    ProtobufReader(byte[] message) {
        this.buffer = ByteBuffer.wrap(message);
    }

    boolean hasNext() {
        return buffer.hasRemaining();
    }

    /** The number of the next field; its value must be read or skipped next. */
    int next() throws InvalidDataException {
        fields++;
        if (fields > MAX_FIELDS) {
            throw new InvalidDataException("message has more than " + MAX_FIELDS + " fields");
        }
        long tag = Varint.read(buffer);
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number == 0 || number > 536870911) {
            throw new InvalidDataException("message has a field numbered " + number);
        }
        return (int) number;
    }

    /** An unsigned number of 64 bits. */
    long number() throws InvalidDataException {
        require(VARINT);
        return varint64();
    }

    byte[] bytes(int maxLength) throws InvalidDataException {
        require(BYTES);
        long length = Varint.read(buffer);
        if (length > maxLength || length > buffer.remaining()) {
            throw new InvalidDataException("field of " + length + " bytes: expected at most "
                    + Math.min(maxLength, buffer.remaining()));
        }
        byte[] bytes = new byte[(int) length];
        buffer.get(bytes);
        return bytes;
    }

    void skip() throws InvalidDataException {
        long length = switch (wireType) {
            case VARINT -> {
                varint64();
                yield 0;
            }
            case FIXED64 -> 8;
            case BYTES -> Varint.read(buffer);
            case FIXED32 -> 4;
            default -> throw new InvalidDataException("field of wire type " + wireType + ": groups are not read");
        };
        if (length > buffer.remaining()) {
            throw new InvalidDataException("field of " + length + " bytes but " + buffer.remaining() + " follow");
        }
        buffer.position(buffer.position() + (int) length);
    }

    /** Ten bytes where the number has its highest bit, which {@link Varint} by its rules does not read. */
    private long varint64() throws InvalidDataException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!buffer.hasRemaining()) {
                throw new InvalidDataException("number is cut off");
            }
            byte next = buffer.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidDataException("number of more than 10 bytes");
    }

    private void require(int expected) throws InvalidDataException {
        if (wireType != expected) {
            throw new InvalidDataException("field of wire type " + wireType + ": expected " + expected);
        }
    }
}
