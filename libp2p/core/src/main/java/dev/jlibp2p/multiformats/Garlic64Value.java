package dev.jlibp2p.multiformats;

/** An I2P destination in I2P's own base64, at least 386 bytes. */
final class Garlic64Value implements ComponentValue {
    private static final int MIN_BYTES = 386;
    private static final BitAlphabet BASE64 = BitAlphabet
            .exactPadded("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~")
            .ignoringSpareBits();

    @Override
    public int size() {
        return VARIABLE;
    }

    @Override
    public byte[] encode(String text) {
        return BASE64.decode(text);
    }

    @Override
    public String decode(byte[] bytes) {
        return BASE64.encode(bytes);
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        if (bytes.length < MIN_BYTES) {
            throw new InvalidDataException(
                    "garlic64 address of " + bytes.length + " bytes: expected at least " + MIN_BYTES);
        }
    }
}
