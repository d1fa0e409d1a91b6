package dev.jlibp2p.multiformats;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A content identifier: what kind of thing, and its hash. Immutable; any thread. Version 0 is a bare SHA2-256 multihash
 * of a {@link #DAG_PB} node in base58btc; version 1 is any codec and hash in any multibase, base32 by default. See
 * <a href="https://github.com/multiformats/cid">cid</a>.
 */
public final class Cid {
    public static final long RAW = 0x55;
    public static final long DAG_PB = 0x70;
    public static final long LIBP2P_KEY = 0x72;

    private static final int V0_BYTES = 34;
    private static final int V0_TEXT = 46;

    private final int version;
    private final long codec;
    private final Multihash multihash;

    private Cid(int version, long codec, Multihash multihash) {
        this.version = version;
        this.codec = codec;
        this.multihash = multihash;
    }

    /** A version 0 identifier; the multihash must be a whole SHA2-256. */
    public static Cid v0(Multihash multihash) {
        if (multihash.code() != Multihash.SHA2_256 || multihash.digestLength() != 32) {
            throw new IllegalArgumentException("CIDv0 needs a SHA2-256 multihash of 32 bytes, not code 0x"
                    + Long.toHexString(multihash.code()) + " with " + multihash.digestLength());
        }
        return new Cid(0, DAG_PB, multihash);
    }

    /** A version 1 identifier of a codec from the multicodec table. */
    public static Cid v1(long codec, Multihash multihash) {
        if (codec < 0) {
            throw new IllegalArgumentException("codec must not be negative: " + codec);
        }
        return new Cid(1, codec, multihash);
    }

    /** Reads text: {@code Qm…} is version 0, everything else multibase of version 1. */
    public static Cid of(String text) {
        try {
            if (text.length() == V0_TEXT && text.startsWith("Qm")) {
                return v0(Multihash.ofBase58(text));
            }
            byte[] bytes = Multibase.decode(text);
            if (bytes.length > 0 && bytes[0] == Multihash.SHA2_256) {
                throw new InvalidDataException("a CIDv0 is written in bare base58btc, without a multibase prefix");
            }
            return fromBytes(bytes);
        } catch (InvalidDataException | IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + Quote.shorten(text) + "\" is no CID: " + e.getMessage(), e);
        }
    }

    /** Reads an array that holds one identifier and nothing else. */
    public static Cid fromBytes(byte[] encoded) throws InvalidDataException {
        if (encoded.length == V0_BYTES && encoded[0] == Multihash.SHA2_256 && encoded[1] == 32) {
            return v0(Multihash.fromBytes(encoded));
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        long version = Varint.read(buffer);
        if (version != 1) {
            throw new InvalidDataException("CID version " + version + ": expected 0 or 1");
        }
        long codec = Varint.read(buffer);
        return v1(codec, Multihash.fromBytes(Arrays.copyOfRange(encoded, buffer.position(), encoded.length)));
    }

    /** 0 or 1. */
    public int version() {
        return version;
    }

    /** What the identified bytes are, a code of the multicodec table. */
    public long codec() {
        return codec;
    }

    /** The hash of the identified bytes. */
    public Multihash multihash() {
        return multihash;
    }

    /** The binary form. */
    public byte[] bytes() {
        byte[] hash = multihash.bytes();
        if (version == 0) {
            return hash;
        }
        ByteBuffer buffer = ByteBuffer.allocate(1 + Varint.size(codec) + hash.length);
        Varint.write(1, buffer);
        Varint.write(codec, buffer);
        return buffer.put(hash).array();
    }

    /** The text form in a base of choice; version 0 has no choice and is an {@link IllegalStateException}. */
    public String encode(Multibase base) {
        if (version == 0) {
            throw new IllegalStateException(
                    "a CIDv0 is always base58btc text: convert it with Cid.v1(codec, multihash)");
        }
        return base.encode(bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cid that
                && version == that.version
                && codec == that.codec
                && multihash.equals(that.multihash);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(codec) + multihash.hashCode() + version;
    }

    /** Base58btc for version 0, base32 for version 1. */
    @Override
    public String toString() {
        return version == 0 ? multihash.toBase58() : encode(Multibase.BASE32);
    }
}
