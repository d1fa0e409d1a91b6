package dev.jlibp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An HTTP path, percent-encoded so that it is one URI segment (RFC 3986 §3.3); any bytes but none at all. */
final class HttpPathValue implements ComponentValue {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    @Override
    public int size() {
        return VARIABLE;
    }

    @Override
    public byte[] encode(String text) {
        byte[] escaped = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
        int i = 0;
        while (i < escaped.length) {
            if (escaped[i] == '%') {
                bytes.write((hex(escaped, i + 1, text) << 4) | hex(escaped, i + 2, text));
                i += 3;
            } else {
                bytes.write(escaped[i]);
                i++;
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte next : bytes) {
            if (isUnreserved(next)) {
                text.append((char) next);
            } else {
                text.append(String.format("%%%02X", next));
            }
        }
        return text.toString();
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        if (bytes.length == 0) {
            throw new InvalidDataException("empty http path: leave the component out");
        }
    }

    private static boolean isUnreserved(byte c) {
        return UNRESERVED.indexOf(c) >= 0;
    }

    private static int hex(byte[] escaped, int index, String text) {
        int digit = index < escaped.length ? Character.digit(escaped[index], 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException(
                    "\"" + Quote.shorten(text) + "\": '%' must be followed by two hexadecimal digits");
        }
        return digit;
    }
}
