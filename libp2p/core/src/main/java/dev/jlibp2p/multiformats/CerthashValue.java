package dev.jlibp2p.multiformats;

/** The multihash of a certificate; any multibase is read, base64url written. */
final class CerthashValue implements ComponentValue {
    @Override
    public int size() {
        return VARIABLE;
    }

    @Override
    public byte[] encode(String text) {
        return Multibase.decode(text);
    }

    @Override
    public String decode(byte[] bytes) {
        return Multibase.BASE64_URL.encode(bytes);
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        Multihash.fromBytes(bytes);
    }
}
