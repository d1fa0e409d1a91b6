package dev.jlibp2p.multiformats;

/** A peer id: base58btc text, or a CIDv1 of a libp2p-key; written back as base58btc. */
final class PeerValue implements ComponentValue {
    private static final int MAX_INLINE_KEY = 42;
    private static final int MAX_TEXT = 128;

    @Override
    public int size() {
        return VARIABLE;
    }

    @Override
    public byte[] encode(String text) {
        return parse(text).bytes();
    }

    @Override
    public String decode(byte[] bytes) {
        return Multibase.BASE58BTC.encodeDigits(bytes);
    }

    @Override
    public void validate(byte[] bytes) throws InvalidDataException {
        Multihash hash = Multihash.fromBytes(bytes);
        boolean hashed = hash.code() == Multihash.SHA2_256 && hash.digestLength() == 32;
        boolean inline = hash.code() == Multihash.IDENTITY
                && hash.digestLength() > 0
                && hash.digestLength() <= MAX_INLINE_KEY;
        if (!hashed && !inline) {
            throw new InvalidDataException("multihash 0x" + Long.toHexString(hash.code()) + " with a digest of "
                    + hash.digestLength()
                    + " bytes is no peer id: expected sha2-256 with 32 or an inline key of at most "
                    + MAX_INLINE_KEY);
        }
    }

    private static Multihash parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "peer id of " + text.length() + " characters: expected at most " + MAX_TEXT);
        }
        if (text.startsWith("Qm") || text.startsWith("1")) {
            return Multihash.ofBase58(text);
        }
        Cid cid = Cid.of(text);
        if (cid.version() != 1 || cid.codec() != Cid.LIBP2P_KEY) {
            throw new IllegalArgumentException("CID with codec 0x" + Long.toHexString(cid.codec())
                    + " is no peer id: expected libp2p-key, 0x72");
        }
        return cid.multihash();
    }
}
