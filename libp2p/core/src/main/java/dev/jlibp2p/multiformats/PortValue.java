package dev.jlibp2p.multiformats;

/** A port number, 0 to 65535, in two bytes. */
final class PortValue implements ComponentValue {
    @Override
    public int size() {
        return 2;
    }

    @Override
    public byte[] encode(String text) {
        int port = parse(text);
        return new byte[]{(byte) (port >>> 8), (byte) port};
    }

    @Override
    public String decode(byte[] bytes) {
        return Integer.toString(portAt(bytes, 0));
    }

    @Override
    public void validate(byte[] bytes) {
        // every two bytes are a port
    }

    static int portAt(byte[] bytes, int index) {
        return ((bytes[index] & 0xff) << 8) | (bytes[index + 1] & 0xff);
    }

    static int parse(String text) {
        long port = NumberValue.parse(text);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + text + ": expected 0 to 65535");
        }
        return (int) port;
    }
}
