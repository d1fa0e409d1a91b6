package dev.jlibp2p.multiformats;

/** An IPv4 address: four decimal numbers without leading zeros. */
final class Ip4Value implements ComponentValue {
    @Override
    public int size() {
        return 4;
    }

    @Override
    public byte[] encode(String text) {
        byte[] bytes = new byte[4];
        String[] parts = text.split("\\.", 5);
        if (parts.length != 4) {
            throw invalid(text);
        }
        for (int i = 0; i < 4; i++) {
            bytes[i] = octet(parts[i], text);
        }
        return bytes;
    }

    @Override
    public String decode(byte[] bytes) {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
    }

    @Override
    public void validate(byte[] bytes) {
        // every four bytes are an address
    }

    private static byte octet(String part, String text) {
        boolean leadingZero = part.length() > 1 && part.charAt(0) == '0';
        if (part.isEmpty() || part.length() > 3 || leadingZero || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(text);
        }
        int value = Integer.parseInt(part);
        if (value > 255) {
            throw invalid(text);
        }
        return (byte) value;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("\"" + Quote.shorten(text) + "\" is no IPv4 address such as 192.0.2.1"
                + (text.contains(":") ? ": did you mean ip6?" : ""));
    }
}
