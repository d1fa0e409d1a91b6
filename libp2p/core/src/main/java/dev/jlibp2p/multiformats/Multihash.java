package dev.jlibp2p.multiformats;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A digest that says which hash function made it. Immutable; any thread. Any code is read, {@link #sha256},
 * {@link #sha512} and {@link #identity} are computed. See
 * <a href="https://github.com/multiformats/multihash">multihash</a>.
 */
public final class Multihash {
    public static final long IDENTITY = 0x00;
    public static final long SHA1 = 0x11;
    public static final long SHA2_256 = 0x12;
    public static final long SHA2_512 = 0x13;
    public static final long SHA3_512 = 0x14;
    public static final long SHA3_384 = 0x15;
    public static final long SHA3_256 = 0x16;
    public static final long SHA3_224 = 0x17;
    public static final long BLAKE3 = 0x1e;
    public static final long BLAKE2B_256 = 0xb220;

    /** The longest digest that is read or made, in bytes. */
    public static final int MAX_DIGEST = 1024;

    private final long code;
    private final byte[] bytes;
    private final int digestStart;

    private Multihash(long code, byte[] bytes, int digestStart) {
        this.code = code;
        this.bytes = bytes;
        this.digestStart = digestStart;
    }

    /** A digest made elsewhere, with the code of its hash function. */
    public static Multihash of(long code, byte[] digest) {
        if (digest.length > MAX_DIGEST) {
            throw new IllegalArgumentException(
                    "digest of " + digest.length + " bytes: expected at most " + MAX_DIGEST);
        }
        int start = Varint.size(code) + Varint.size(digest.length);
        ByteBuffer buffer = ByteBuffer.allocate(start + digest.length);
        Varint.write(code, buffer);
        Varint.write(digest.length, buffer);
        buffer.put(digest);
        return new Multihash(code, buffer.array(), start);
    }

    /** The SHA2-256 hash of some data. */
    public static Multihash sha256(byte[] data) {
        return of(SHA2_256, digest("SHA-256", data));
    }

    /** The SHA2-512 hash of some data. */
    public static Multihash sha512(byte[] data) {
        return of(SHA2_512, digest("SHA-512", data));
    }

    /** The data itself, not hashed at all. */
    public static Multihash identity(byte[] data) {
        return of(IDENTITY, data);
    }

    /** Reads an array that holds one multihash and nothing else; a digest may be cut short but not be missing bytes. */
    public static Multihash fromBytes(byte[] encoded) throws InvalidDataException {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        long code = Varint.read(buffer);
        long length = Varint.read(buffer);
        if (length != buffer.remaining()) {
            throw new InvalidDataException("multihash announces a digest of " + length + " bytes but "
                    + buffer.remaining() + " follow");
        }
        if (length > MAX_DIGEST) {
            throw new InvalidDataException("digest of " + length + " bytes: expected at most " + MAX_DIGEST);
        }
        return new Multihash(code, encoded.clone(), buffer.position());
    }

    /** Reads bare base58btc text, the form of {@code Qm…} and {@code 12D3Koo…}. */
    public static Multihash ofBase58(String text) {
        try {
            return fromBytes(Multibase.BASE58BTC.decodeDigits(text));
        } catch (InvalidDataException e) {
            throw new IllegalArgumentException("\"" + Quote.shorten(text) + "\" is no multihash: " + e.getMessage(), e);
        }
    }

    /** The code of the hash function, from the multicodec table. */
    public long code() {
        return code;
    }

    /** A copy of the digest. */
    public byte[] digest() {
        return Arrays.copyOfRange(bytes, digestStart, bytes.length);
    }

    /** The length of the digest in bytes. */
    public int digestLength() {
        return bytes.length - digestStart;
    }

    /** A copy of the encoding: code, length, digest. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Bare base58btc text, without a multibase prefix. */
    public String toBase58() {
        return Multibase.BASE58BTC.encodeDigits(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multihash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base58btc text. */
    @Override
    public String toString() {
        return toBase58();
    }

    private static byte[] digest(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
