package dev.jlibp2p.multiformats;

/**
 * Text in a base that is no power of two (36, 58): the bytes are one big number, leading zero bytes leading zero
 * digits. The cost grows with the square of the length, so {@link #MAX_TEXT} bounds the text before any arithmetic.
 */
final class RadixAlphabet implements Alphabet {
    static final int MAX_TEXT = 8192;

    private final String digits;
    private final int[] values;

    RadixAlphabet(String digits, boolean ignoreCase) {
        this.digits = digits;
        this.values = Alphabet.values(digits, ignoreCase);
    }

    @Override
    public String encode(byte[] bytes) {
        int radix = digits.length();
        byte[] reversed = new byte[bytes.length * 8 / (31 - Integer.numberOfLeadingZeros(radix)) + 1];
        int length = 0;
        int zeros = leading(bytes);
        for (int i = zeros; i < bytes.length; i++) {
            int carry = bytes[i] & 0xff;
            for (int j = 0; j < length || carry > 0; j++) {
                carry += (reversed[j] & 0xff) << 8;
                reversed[j] = (byte) (carry % radix);
                carry /= radix;
                length = Math.max(length, j + 1);
            }
        }
        StringBuilder text = new StringBuilder(zeros + length);
        text.repeat(digits.charAt(0), zeros);
        for (int j = length - 1; j >= 0; j--) {
            text.append(digits.charAt(reversed[j]));
        }
        return text.toString();
    }

    @Override
    public byte[] decode(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("text of " + text.length() + " characters in base " + digits.length()
                    + ": expected at most " + MAX_TEXT);
        }
        int radix = digits.length();
        byte[] reversed = new byte[text.length()];
        int length = 0;
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == digits.charAt(0)) {
            zeros++;
        }
        for (int i = zeros; i < text.length(); i++) {
            int carry = Alphabet.valueAt(text, i, values, radix);
            for (int j = 0; j < length || carry > 0; j++) {
                carry += (reversed[j] & 0xff) * radix;
                reversed[j] = (byte) carry;
                carry >>>= 8;
                length = Math.max(length, j + 1);
            }
        }
        byte[] bytes = new byte[zeros + length];
        for (int j = 0; j < length; j++) {
            bytes[bytes.length - 1 - j] = reversed[j];
        }
        return bytes;
    }

    private static int leading(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        return zeros;
    }
}
