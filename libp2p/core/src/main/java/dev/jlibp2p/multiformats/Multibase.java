package dev.jlibp2p.multiformats;

import java.util.Locale;

/**
 * The ways to write bytes as text, each with the prefix character that names it. Immutable; any thread. Text with a
 * wrong digit, a wrong length or spare bits is an {@link IllegalArgumentException}; letters are taken in either case
 * where the base has only one. See <a href="https://github.com/multiformats/multibase">multibase</a>.
 */
public enum Multibase {
    BASE16('f', BitAlphabet.caseless(Digits.HEX)),
    BASE16_UPPER('F', BitAlphabet.caseless(upper(Digits.HEX))),
    BASE32('b', BitAlphabet.caseless(Digits.BASE32)),
    BASE32_UPPER('B', BitAlphabet.caseless(upper(Digits.BASE32))),
    BASE32_PAD('c', BitAlphabet.caselessPadded(Digits.BASE32)),
    BASE32_PAD_UPPER('C', BitAlphabet.caselessPadded(upper(Digits.BASE32))),
    BASE32_HEX('v', BitAlphabet.caseless(Digits.BASE32_HEX)),
    BASE32_HEX_UPPER('V', BitAlphabet.caseless(upper(Digits.BASE32_HEX))),
    BASE32_HEX_PAD('t', BitAlphabet.caselessPadded(Digits.BASE32_HEX)),
    BASE32_HEX_PAD_UPPER('T', BitAlphabet.caselessPadded(upper(Digits.BASE32_HEX))),
    BASE36('k', new RadixAlphabet(Digits.BASE36, true)),
    BASE36_UPPER('K', new RadixAlphabet(upper(Digits.BASE36), true)),
    BASE58BTC('z', new RadixAlphabet(Digits.BASE58, false)),
    BASE64('m', BitAlphabet.exact(Digits.BASE64)),
    BASE64_PAD('M', BitAlphabet.exactPadded(Digits.BASE64)),
    BASE64_URL('u', BitAlphabet.exact(Digits.BASE64_URL)),
    BASE64_URL_PAD('U', BitAlphabet.exactPadded(Digits.BASE64_URL));

    private final char prefix;
    private final Alphabet alphabet;

    Multibase(char prefix, Alphabet alphabet) {
        this.prefix = prefix;
        this.alphabet = alphabet;
    }

    /** The bytes that multibase text stands for, whatever its base. */
    public static byte[] decode(String text) {
        return of(text).decodeDigits(text.substring(1));
    }

    /** The base that multibase text is written in, told by its first character. */
    public static Multibase of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty text: expected a multibase prefix such as 'b' or 'z'");
        }
        for (Multibase base : values()) {
            if (base.prefix == text.charAt(0)) {
                return base;
            }
        }
        throw new IllegalArgumentException(String.format(
                "unknown multibase prefix U+%04X: expected one of f b c v t k z m u, or upper case",
                (int) text.charAt(0)));
    }

    /** The character that starts text in this base. */
    public char prefix() {
        return prefix;
    }

    /** The bytes as multibase text, prefix included. */
    public String encode(byte[] bytes) {
        return prefix + alphabet.encode(bytes);
    }

    /** The bytes as digits of this base, without the prefix. */
    public String encodeDigits(byte[] bytes) {
        return alphabet.encode(bytes);
    }

    /** The bytes that digits of this base stand for, without a prefix. */
    public byte[] decodeDigits(String digits) {
        return alphabet.decode(digits);
    }

    private static String upper(String digits) {
        return digits.toUpperCase(Locale.ROOT);
    }

    /** The alphabets of RFC 4648 and of Bitcoin. */
    private static final class Digits {
        static final String HEX = "0123456789abcdef";
        static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
        static final String BASE32_HEX = "0123456789abcdefghijklmnopqrstuv";
        static final String BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";
        static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        static final String BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    }
}
