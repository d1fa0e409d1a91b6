package dev.jlibp2p.multiformats;

/** Text in a base that is a power of two (16, 32, 64), RFC 4648: each digit stands for the same number of bits. */
final class BitAlphabet implements Alphabet {
    private final String digits;
    private final int[] values;
    private final int bits;
    private final boolean padded;
    private final boolean lenient;

    private BitAlphabet(String digits, boolean ignoreCase, boolean padded, boolean lenient) {
        this.digits = digits;
        this.values = Alphabet.values(digits, ignoreCase);
        this.bits = Integer.numberOfTrailingZeros(digits.length());
        this.padded = padded;
        this.lenient = lenient;
    }

    static BitAlphabet caseless(String digits) {
        return new BitAlphabet(digits, true, false, false);
    }

    static BitAlphabet caselessPadded(String digits) {
        return new BitAlphabet(digits, true, true, false);
    }

    static BitAlphabet exact(String digits) {
        return new BitAlphabet(digits, false, false, false);
    }

    static BitAlphabet exactPadded(String digits) {
        return new BitAlphabet(digits, false, true, false);
    }

    /** The same digits; bits left over in the last digit may have any value, as garlic addresses in use have them. */
    BitAlphabet ignoringSpareBits() {
        return new BitAlphabet(digits, false, padded, true);
    }

    @Override
    public String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + bits - 1) / bits + bits);
        int buffer = 0;
        int held = 0;
        for (byte next : bytes) {
            buffer = (buffer << 8) | (next & 0xff);
            held += 8;
            while (held >= bits) {
                held -= bits;
                text.append(digits.charAt((buffer >>> held) & (digits.length() - 1)));
            }
            buffer &= (1 << held) - 1;
        }
        if (held > 0) {
            text.append(digits.charAt((buffer << (bits - held)) & (digits.length() - 1)));
        }
        while (padded && text.length() * bits % 8 != 0) {
            text.append('=');
        }
        return text.toString();
    }

    @Override
    public byte[] decode(String text) {
        int length = padded ? unpadded(text) : text.length();
        byte[] bytes = new byte[(int) ((long) length * bits / 8)];
        int buffer = 0;
        int held = 0;
        int filled = 0;
        for (int i = 0; i < length; i++) {
            buffer = (buffer << bits) | Alphabet.valueAt(text, i, values, digits.length());
            held += bits;
            if (held >= 8) {
                held -= 8;
                bytes[filled++] = (byte) (buffer >>> held);
            }
            buffer &= (1 << held) - 1;
        }
        if (held >= bits) {
            throw new IllegalArgumentException(
                    length + " digits of base " + digits.length() + " are no whole number of bytes");
        }
        if (buffer != 0 && !lenient) {
            throw new IllegalArgumentException("the last digit of base " + digits.length() + " has bits left over");
        }
        return bytes;
    }

    private int unpadded(String text) {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == '=') {
            length--;
        }
        int padding = text.length() - length;
        int group = 8 / Integer.lowestOneBit(bits | 8);
        if (text.length() % group != 0 || padding >= group) {
            throw new IllegalArgumentException("base " + digits.length() + " text of " + text.length()
                    + " characters, " + padding + " of them '=': expected padding to whole groups");
        }
        return length;
    }
}
