package dev.jlibp2p.multiformats;

/** An unsigned number in a fixed count of bytes, big endian: the mask of ipcidr, the name of a memory address. */
final class NumberValue implements ComponentValue {
    private final int size;

    NumberValue(int size) {
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public byte[] encode(String text) {
        long number = parse(text);
        byte[] bytes = new byte[size];
        for (int i = size - 1; i >= 0; i--) {
            bytes[i] = (byte) number;
            number >>>= 8;
        }
        if (number != 0) {
            throw new IllegalArgumentException(text + " is too large: expected at most " + size + " bytes");
        }
        return bytes;
    }

    @Override
    public String decode(byte[] bytes) {
        long number = 0;
        for (byte next : bytes) {
            number = (number << 8) | (next & 0xff);
        }
        return Long.toUnsignedString(number);
    }

    @Override
    public void validate(byte[] bytes) {
        // every value of the fixed size is a number
    }

    /** Plain decimal digits, as an unsigned number of 64 bits. */
    static long parse(String text) {
        if (text.isEmpty() || text.length() > 20 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("\"" + Quote.shorten(text) + "\" is no unsigned decimal number");
        }
        return Long.parseUnsignedLong(text);
    }
}
