package dev.jlibp2p.crypto;

/** The 12-byte nonces of Noise. */
final class Nonces {

    private static final int LENGTH = 12;

    private static final int COUNTER_OFFSET = 4;

    private Nonces() {}

    static byte[] of(long counter) {
        byte[] nonce = new byte[LENGTH];
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[COUNTER_OFFSET + i] = (byte) (counter >>> (Byte.SIZE * i));
        }
        return nonce;
    }
}
