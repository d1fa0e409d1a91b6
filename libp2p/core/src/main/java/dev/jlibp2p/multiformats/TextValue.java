package dev.jlibp2p.multiformats;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A name in UTF-8: not empty, no slash, no control character, so that it has exactly one text and cannot forge a log
 * line.
 */
final class TextValue implements ComponentValue {
    private final String what;

    private TextValue(String what) {
        this.what = what;
    }

    static TextValue name(String what) {
        return new TextValue(what);
    }

    @Override
    public int size() {
        return VARIABLE;
    }

    @Override
    public byte[] encode(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        String text = requirePrintable(bytes, what);
        if (text.isEmpty() || text.indexOf('/') >= 0) {
            throw new InvalidDataException(
                    "\"" + Quote.shorten(text) + "\" is no " + what + ": expected text without '/'");
        }
    }

    static String requirePrintable(byte[] bytes, String what) throws InvalidDataException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidDataException(what + " is not UTF-8", e);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidDataException(what + " \"" + Quote.shorten(text) + "\" holds a control character");
        }
        return text;
    }
}
