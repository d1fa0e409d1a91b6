package dev.jlibp2p.identity;

import dev.jlibp2p.crypto.SignatureAlgorithm.Verifier;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.util.Arrays;

/**
 * A peer's public key: what its peer id is made of and its signatures are checked with. Immutable; any thread. Sizes,
 * encoding and the point are checked when a key is read, before any costly arithmetic; two keys are equal if their
 * encodings are. See libp2p/specs peer-ids.
 */
public abstract sealed class PublicKey permits Ed25519PublicKey, Secp256k1PublicKey, EcdsaPublicKey, RsaPublicKey {
    /** The longest encoding: RSA of 8192 bits, and some. */
    public static final int MAX_BYTES = 1200;

    private final byte[] data;
    private final Verifier verifier;

    PublicKey(byte[] data) throws InvalidDataException {
        this.data = data.clone();
        this.verifier = type().algorithm().verifier(data);
    }

    /** Reads the protobuf form. */
    public static PublicKey decode(byte[] encoded) throws InvalidDataException {
        KeyMessage message = KeyMessage.decode(encoded, MAX_BYTES);
        return of(message.type(), message.data());
    }

    /** A key of a type, in the bytes of that type: raw, or DER for ECDSA and RSA. */
    public static PublicKey of(KeyType type, byte[] data) throws InvalidDataException {
        return switch (type) {
            case ED25519 -> new Ed25519PublicKey(data);
            case SECP256K1 -> new Secp256k1PublicKey(data);
            case ECDSA -> new EcdsaPublicKey(data);
            case RSA -> new RsaPublicKey(data);
        };
    }

    /** What kind of key this is. */
    public abstract KeyType type();

    /** A copy of the key in the bytes of its type. */
    public byte[] data() {
        return data.clone();
    }

    /** The protobuf form. */
    public byte[] encoded() {
        return KeyMessage.encode(type(), data);
    }

    /** Whether the signature is this key's over the data; a malformed signature is just not. */
    public boolean verify(byte[] data, byte[] signature) {
        return verifier.verify(data, signature);
    }

    /** The id of the peer that holds the private half. */
    public PeerId peerId() {
        return PeerId.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && type() == that.type() && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return type() + " key of " + peerId();
    }
}
