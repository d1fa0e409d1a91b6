package dev.jlibp2p.multiformats;

/** The base32 name of an I2P service: 32 bytes, or at least 35 with an encrypted lease set. */
final class Garlic32Value implements ComponentValue {
    private static final BitAlphabet BASE32 = BitAlphabet.exact("abcdefghijklmnopqrstuvwxyz234567").ignoringSpareBits();

    @Override
    public int size() {
        return VARIABLE;
    }

    @Override
    public byte[] encode(String text) {
        return BASE32.decode(text);
    }

    @Override
    public String decode(byte[] bytes) {
        return BASE32.encode(bytes);
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        if (bytes.length < 35 && bytes.length != 32) {
            throw new InvalidDataException(
                    "garlic32 address of " + bytes.length + " bytes: expected 32, or 35 and more");
        }
    }
}
