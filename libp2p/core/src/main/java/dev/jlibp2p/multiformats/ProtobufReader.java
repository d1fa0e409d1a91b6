package dev.jlibp2p.multiformats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one protobuf message in order of arrival. Lengths are checked against what is there before anything is
 * copied, groups are refused, and fields are counted: a message of more than it may have ends it. Not thread-safe.
 */
public final class ProtobufReader {

    /** Fields a message may have where nothing else is said. */
    public static final int MAX_FIELDS = 1_024;

    private static final int VARINT = 0;

    private static final int FIXED64 = 1;

    private static final int BYTES = 2;

    private static final int FIXED32 = 5;

    private final ByteBuffer buffer;

    private final int maxFields;

    private int fields;

    private int wireType;

    /** Of a message with at most {@link #MAX_FIELDS} fields; it is read in place. */
    public ProtobufReader(byte[] message) {
        this(message, MAX_FIELDS);
    }

    /** Of a message with at most {@code maxFields} fields; it is read in place. */
    public ProtobufReader(byte[] message, int maxFields) {
        this.buffer = ByteBuffer.wrap(message);
        this.maxFields = maxFields;
    }

    /** Whether the message goes on. */
    public boolean hasNext() {
        return buffer.hasRemaining();
    }

    /** The number of the next field; its value must be read or skipped next. */
    public int next() throws InvalidDataException {
        fields++;
        if (fields > maxFields) {
            throw new InvalidDataException("message has more than " + maxFields + " fields");
        }
        long tag = Varint.read(buffer);
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number == 0 || number > 536870911) {
            throw new InvalidDataException("message has a field numbered " + number);
        }
        return (int) number;
    }

    /** Whether the field holds bytes, text or a message within, as its type on the wire says. */
    public boolean isBytes() {
        return wireType == BYTES;
    }

    /** An unsigned number of 64 bits. */
    public long number() throws InvalidDataException {
        require(VARINT);
        return varint64();
    }

    /** A copy of the field's bytes, as many as there are. */
    public byte[] bytes() throws InvalidDataException {
        return bytes(Integer.MAX_VALUE);
    }

    /** A copy of the field's bytes, at most {@code maxLength}. */
    public byte[] bytes(int maxLength) throws InvalidDataException {
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

    /** The field's text; what is not UTF-8 is replaced. */
    public String text() throws InvalidDataException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Passes over the field's value. */
    public void skip() throws InvalidDataException {
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
