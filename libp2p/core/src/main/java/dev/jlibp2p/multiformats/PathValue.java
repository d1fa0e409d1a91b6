package dev.jlibp2p.multiformats;

import java.nio.charset.StandardCharsets;

/** The path of a unix domain socket: it starts with a slash, ends without one, and takes the rest of the address. */
final class PathValue implements ComponentValue {
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
        String path = TextValue.requirePrintable(bytes, "unix path");
        if (path.length() < 2 || path.charAt(0) != '/' || path.endsWith("/")) {
            throw new InvalidDataException("\"" + Quote.shorten(path)
                    + "\" is no path of a socket: expected a leading and no trailing '/'");
        }
    }

    @Override
    public boolean takesRest() {
        return true;
    }
}
