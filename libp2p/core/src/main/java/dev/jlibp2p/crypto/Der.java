package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads and writes the little DER that keys, signatures and certificates need, strictly: definite shortest lengths,
 * shortest integers, nothing behind the end. Lengths are checked against what is there before anything is copied. A
 * reader moves forward only; not thread-safe.
 */
public final class Der {
    public static final int BOOLEAN = 0x01;
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int NULL = 0x05;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private final int end;
    private int position;

    private Der(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** A reader of everything there is; it keeps the array, which must not change. */
    public static Der of(byte[] bytes) {
        return new Der(bytes, 0, bytes.length);
    }

    /** Reads a sequence that is the whole input. */
    public static Der sequence(byte[] bytes) throws InvalidDataException {
        Der outer = of(bytes);
        Der inner = outer.enter(SEQUENCE);
        outer.requireEnd();
        return inner;
    }

    /** Whether there is another element, and of this tag. */
    public boolean nextIs(int tag) {
        return position < end && (bytes[position] & 0xff) == tag;
    }

    /** Steps into the next element and leaves this reader behind it. */
    public Der enter(int tag) throws InvalidDataException {
        if (!nextIs(tag)) {
            String found = position < end ? "0x" + Integer.toHexString(bytes[position] & 0xff) : "the end";
            throw new InvalidDataException("DER: expected tag 0x" + Integer.toHexString(tag) + ", found " + found);
        }
        position++;
        int length = length();
        Der inner = new Der(bytes, position, position + length);
        position += length;
        return inner;
    }

    /** The next element as it stands, tag and length included. */
    public byte[] raw(int tag) throws InvalidDataException {
        int start = position;
        enter(tag);
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** Whether everything has been read. */
    public boolean atEnd() {
        return position == end;
    }

    /** The content of the next element. */
    public byte[] read(int tag) throws InvalidDataException {
        return enter(tag).rest();
    }

    /** The content of the next element, which must be exactly this. */
    public void expect(int tag, byte[] content) throws InvalidDataException {
        byte[] found = read(tag);
        if (!Arrays.equals(found, content)) {
            throw new InvalidDataException("DER: element 0x" + Integer.toHexString(tag) + " is "
                    + hex(found) + ": expected " + hex(content));
        }
    }

    /** The next element, a non-negative integer of at most so many bits; longer ones cost no arithmetic. */
    public BigInteger unsigned(int maxBits) throws InvalidDataException {
        byte[] content = enter(INTEGER).rest(maxBits / 8 + 1);
        boolean padded = content.length > 1 && content[0] == 0 && content[1] >= 0;
        if (content.length == 0 || padded || content[0] < 0) {
            throw new InvalidDataException("DER: integer is negative or not in its shortest form");
        }
        BigInteger value = new BigInteger(content);
        if (value.bitLength() > maxBits) {
            throw tooLong(value.bitLength(), maxBits);
        }
        return value;
    }

    /** The bytes of the next element, a bit string of whole bytes. */
    public byte[] bits() throws InvalidDataException {
        byte[] content = read(BIT_STRING);
        if (content.length == 0 || content[0] != 0) {
            throw new InvalidDataException("DER: bit string is no whole number of bytes");
        }
        return Arrays.copyOfRange(content, 1, content.length);
    }

    /** Fails unless everything has been read. */
    public void requireEnd() throws InvalidDataException {
        if (position != end) {
            throw new InvalidDataException("DER: " + (end - position) + " bytes too many");
        }
    }

    /** One element. */
    public static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        writeLength(content.size(), element);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    /** An integer. */
    public static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /** A bit string of whole bytes. */
    public static byte[] bitString(byte[] content) {
        return element(BIT_STRING, new byte[1], content);
    }

    private byte[] rest() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    private byte[] rest(int maxLength) throws InvalidDataException {
        if (end - position > maxLength) {
            throw tooLong(8L * (end - position), 8L * (maxLength - 1));
        }
        return rest();
    }

    private int length() throws InvalidDataException {
        int first = nextByte();
        if (first < 0x80) {
            return requireInside(first);
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw new InvalidDataException("DER: length of " + count + " bytes: expected a definite one of 1 to 3");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | nextByte();
        }
        if (length < 0x80 || length >>> (8 * (count - 1)) == 0) {
            throw new InvalidDataException("DER: length " + length + " is not in its shortest form");
        }
        return requireInside(length);
    }

    private int nextByte() throws InvalidDataException {
        if (position == end) {
            throw new InvalidDataException("DER: cut off in a length");
        }
        return bytes[position++] & 0xff;
    }

    private int requireInside(int length) throws InvalidDataException {
        if (length > end - position) {
            throw new InvalidDataException("DER: length " + length + " but " + (end - position) + " bytes follow");
        }
        return length;
    }

    private static void writeLength(int length, ByteArrayOutputStream target) {
        if (length < 0x80) {
            target.write(length);
            return;
        }
        int count = (39 - Integer.numberOfLeadingZeros(length)) / 8;
        target.write(0x80 | count);
        for (int i = count - 1; i >= 0; i--) {
            target.write(length >>> (8 * i));
        }
    }

    private static InvalidDataException tooLong(long bits, long maxBits) {
        return new InvalidDataException("DER: integer of about " + bits + " bits: expected at most " + maxBits);
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(content, 0, Math.min(content.length, 32));
    }
}
