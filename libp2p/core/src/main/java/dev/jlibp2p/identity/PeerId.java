package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.Cid;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Multihash;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.multiformats.Quote;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a peer: the multihash of its public key, which is the key itself where that takes at most 42 bytes.
 * Immutable; any thread. Read from base58btc ({@code 12D3Koo…}, {@code Qm…}) and from CIDv1 text in any base, printed
 * as base58btc. Ordered by unsigned bytes. See libp2p/specs peer-ids.
 */
public final class PeerId implements Comparable<PeerId> {
    /** The longest key that is its own peer id, in bytes of its protobuf form. */
    public static final int MAX_INLINE_KEY = 42;

    private final Multihash multihash;
    private final byte[] bytes;
    private @Nullable String text;

    private PeerId(Multihash multihash) {
        this.multihash = multihash;
        this.bytes = multihash.bytes();
    }

    /** The peer that holds the private half of a key. */
    public static PeerId of(PublicKey key) {
        byte[] encoded = key.encoded();
        return new PeerId(
                encoded.length <= MAX_INLINE_KEY ? Multihash.identity(encoded) : Multihash.sha256(encoded));
    }

    /** Reads text in either form; anything else is an {@link IllegalArgumentException}. */
    public static PeerId of(String text) {
        try {
            return fromBytes(Component.of(Protocol.P2P, text).bytes());
        } catch (InvalidDataException | IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + Quote.shorten(text) + "\" is no peer id: " + e.getMessage(), e);
        }
    }

    /** Reads the binary form, a multihash. */
    public static PeerId fromBytes(byte[] multihash) throws InvalidDataException {
        return new PeerId(Multihash.fromBytes(Component.fromBytes(Protocol.P2P, multihash).bytes()));
    }

    /** The peer an address leads to: the one its last component names. */
    public static Optional<PeerId> in(Multiaddr address) {
        return address.peer().map(bytes -> {
            try {
                return fromBytes(bytes);
            } catch (InvalidDataException e) {
                throw new IllegalStateException("a multiaddr holds valid peer ids only", e);
            }
        });
    }

    /** A copy of the binary form, a multihash. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The multihash this id is. */
    public Multihash multihash() {
        return multihash;
    }

    /** The id as a CIDv1 of a libp2p key; its text is base32. */
    public Cid toCid() {
        return Cid.v1(Cid.LIBP2P_KEY, multihash);
    }

    /** The public key, if the id holds it; an id that holds something else has none. */
    public Optional<PublicKey> publicKey() {
        if (multihash.code() != Multihash.IDENTITY) {
            return Optional.empty();
        }
        try {
            return Optional.of(PublicKey.decode(multihash.digest()));
        } catch (InvalidDataException e) {
            return Optional.empty();
        }
    }

    /** Whether this is the id of a key. */
    public boolean matches(PublicKey key) {
        return equals(of(key));
    }

    /** An address that leads to this peer: {@code /p2p/…} is added unless it is there. */
    public Multiaddr addTo(Multiaddr address) {
        return address.withPeer(bytes);
    }

    @Override
    public int compareTo(PeerId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base58btc text. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            // Two threads may both make it, which is as well: it is the same.
            known = multihash.toBase58();
            text = known;
        }
        return known;
    }
}
