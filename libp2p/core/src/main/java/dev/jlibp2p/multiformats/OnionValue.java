package dev.jlibp2p.multiformats;

import java.util.Arrays;

/** A Tor service without {@code .onion}, a colon and a port that is not 0. */
final class OnionValue implements ComponentValue {
    private final int hostBytes;

    OnionValue(int hostBytes) {
        this.hostBytes = hostBytes;
    }

    @Override
    public int size() {
        return hostBytes + 2;
    }

    @Override
    public byte[] encode(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "\"" + Quote.shorten(text) + "\" is no onion address: expected host:port");
        }
        byte[] host = Multibase.BASE32.decodeDigits(parts[0]);
        if (host.length != hostBytes) {
            throw new IllegalArgumentException("onion host \"" + Quote.shorten(parts[0]) + "\" has " + host.length
                    + " bytes: expected " + hostBytes);
        }
        int port = PortValue.parse(parts[1]);
        byte[] bytes = Arrays.copyOf(host, size());
        bytes[hostBytes] = (byte) (port >>> 8);
        bytes[hostBytes + 1] = (byte) port;
        return bytes;
    }

    @Override
    public String decode(byte[] bytes) {
        String host = Multibase.BASE32.encodeDigits(Arrays.copyOf(bytes, hostBytes));
        return host + ":" + PortValue.portAt(bytes, hostBytes);
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        if (PortValue.portAt(bytes, hostBytes) == 0) {
            throw new InvalidDataException("onion port 0: expected 1 to 65535");
        }
    }
}
