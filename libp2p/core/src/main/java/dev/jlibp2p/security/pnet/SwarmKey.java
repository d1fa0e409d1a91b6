package dev.jlibp2p.security.pnet;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The file format of a key: a line with its version, a line with its encoding, and the key. As in go, what stands behind the
 * key does not matter.
 */
final class SwarmKey {

    /** Two lines, and a key in the longest encoding, with room for a carriage return or two. */
    static final int MAX_LENGTH = 256;

    private static final String VERSION = "/key/swarm/psk/1.0.0/";

    private static final String HEX = "/base16/";

    private static final String BASE64 = "/base64/";

    private static final String BINARY = "/bin/";

    private static final int HEX_LENGTH = 2 * PreSharedKey.LENGTH;

    private static final int BASE64_LENGTH = 44;

    private SwarmKey() {}

    static byte[] read(byte[] file) throws InvalidDataException {
        if (file.length > MAX_LENGTH) {
            throw new InvalidDataException(
                    "a swarm key of " + file.length + " bytes: expected at most " + MAX_LENGTH);
        }
        int first = lineEnd(file, 0);
        if (!line(file, 0, first).equals(VERSION)) {
            throw new InvalidDataException("no swarm key: its first line has to be " + VERSION);
        }
        int next = Math.min(first + 1, file.length);
        int second = lineEnd(file, next);
        String encoding = line(file, next, second);
        byte[] rest = Arrays.copyOfRange(file, Math.min(second + 1, file.length), file.length);
        return switch (encoding) {
            case HEX -> hex(text(rest, HEX_LENGTH));
            case BASE64 -> base64(text(rest, BASE64_LENGTH));
            case BINARY -> binary(rest);
            default -> throw new InvalidDataException(
                    "a swarm key in an unknown encoding: its second line has to be one of "
                            + String.join(", ", List.of(HEX, BASE64, BINARY)));
        };
    }

    private static int lineEnd(byte[] file, int from) {
        int end = from;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        return end;
    }

    private static String line(byte[] file, int from, int to) {
        return new String(file, from, to - from, StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static String text(byte[] rest, int length) throws InvalidDataException {
        String text = new String(rest, StandardCharsets.ISO_8859_1).strip();
        if (text.length() < length) {
            throw tooShort(text.length(), length);
        }
        return text.substring(0, length);
    }

    private static byte[] hex(String text) throws InvalidDataException {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("a swarm key that is not hexadecimal, as its second line says");
        }
    }

    private static byte[] base64(String text) throws InvalidDataException {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("a swarm key that is not base64, as its second line says");
        }
        return binary(key);
    }

    private static byte[] binary(byte[] rest) throws InvalidDataException {
        if (rest.length < PreSharedKey.LENGTH) {
            throw tooShort(rest.length, PreSharedKey.LENGTH);
        }
        return Arrays.copyOf(rest, PreSharedKey.LENGTH);
    }

    private static InvalidDataException tooShort(int length, int expected) {
        return new InvalidDataException(
                "a swarm key that is too short: " + length + " characters, expected " + expected);
    }
}
