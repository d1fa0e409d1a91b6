package dev.jlibp2p.multiformats;

/** A protocol that is only a name. */
final class NoValue implements ComponentValue {
    @Override
    public int size() {
        return 0;
    }

    @Override
    public byte[] encode(String text) {
        throw new IllegalArgumentException("takes no value");
    }

    @Override
    public String decode(byte[] bytes) {
        return "";
    }

    @Override
    public void validate(byte[] bytes) {
        // the fixed size of 0 says it all
    }
}
