package dev.jlibp2p.multiformats;

import java.util.Arrays;

/** Bytes to digits and back, without a prefix; malformed text is an {@link IllegalArgumentException}. */
sealed interface Alphabet permits BitAlphabet, RadixAlphabet {
    String encode(byte[] bytes);

    byte[] decode(String text);

    /** The value of each ASCII character in an alphabet, -1 where it has none. */
    static int[] values(String digits, boolean ignoreCase) {
        int[] values = new int[128];
        Arrays.fill(values, -1);
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            values[digit] = i;
            if (ignoreCase) {
                values[Character.toLowerCase(digit)] = i;
                values[Character.toUpperCase(digit)] = i;
            }
        }
        return values;
    }

    static int valueAt(String text, int index, int[] values, int radix) {
        char digit = text.charAt(index);
        int value = digit < values.length ? values[digit] : -1;
        if (value < 0) {
            throw new IllegalArgumentException(String.format(
                    "character U+%04X at index %d is no digit of base %d", (int) digit, index, radix));
        }
        return value;
    }
}
