package dev.jlibp2p.identity;

import dev.jlibp2p.crypto.Pkcs8;
import dev.jlibp2p.crypto.SignatureAlgorithm.Signer;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Who this node is: a private key and the peer id it proves. Immutable; any thread. {@link #toString} prints the peer
 * id and never the key; {@link #encoded} is the one way to the key's bytes. See libp2p/specs peer-ids.
 */
public final class Identity {
    /** The longest protobuf form: RSA of 8192 bits, and some. */
    public static final int MAX_BYTES = 8192;

    private final KeyType type;
    private final byte[] data;
    private final Signer signer;
    private final PublicKey publicKey;
    private final PeerId peerId;

    private Identity(KeyType type, byte[] data) throws InvalidDataException {
        this.type = type;
        this.data = data;
        this.signer = type.algorithm().signer(data);
        this.publicKey = PublicKey.of(type, signer.publicKey());
        this.peerId = publicKey.peerId();
    }

    /** A new key. RSA has 2048 bits and takes seconds, the others are quick. */
    public static Identity generate(KeyType type, SecureRandom random) {
        try {
            return new Identity(type, type.algorithm().generate(random));
        } catch (InvalidDataException e) {
            throw new IllegalStateException("a key just made is valid", e);
        }
    }

    /** Reads the protobuf form of a private key, whose public half must fit it. */
    public static Identity decode(byte[] encoded) throws InvalidDataException {
        KeyMessage message = KeyMessage.decode(encoded, MAX_BYTES);
        return of(message.type(), message.data());
    }

    /**
     * Reads text: PEM ({@code PRIVATE KEY}, {@code EC PRIVATE KEY}, {@code RSA PRIVATE KEY}; not encrypted), or the
     * protobuf form in multibase or plain base64.
     */
    public static Identity ofText(String text) throws InvalidDataException {
        return KeyText.read(text);
    }

    /** Reads a private key in PKCS#8 (DER, not encrypted): Ed25519, RSA, or EC on P-256 or secp256k1. */
    public static Identity ofPkcs8(byte[] encoded) throws InvalidDataException {
        Pkcs8 key = Pkcs8.read(encoded);
        return of(KeyType.of(key.algorithm()), key.privateKey());
    }

    /** A private key of a type, in the bytes of that type as key messages hold them. */
    static Identity of(KeyType type, byte[] data) throws InvalidDataException {
        Identity identity = new Identity(type, data.clone());
        boolean repeatsPublicKey = type == KeyType.ED25519 && data.length == 96;
        return repeatsPublicKey ? new Identity(type, Arrays.copyOf(data, 64)) : identity;
    }

    /** The id other peers know this node by. */
    public PeerId peerId() {
        return peerId;
    }

    /** The key other peers check our signatures with. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** What kind of key this is. */
    public KeyType type() {
        return type;
    }

    /** Our signature over some data. */
    public byte[] sign(byte[] data) {
        return signer.sign(data);
    }

    /** The protobuf form of the private key: a secret. */
    public byte[] encoded() {
        return KeyMessage.encode(type, data);
    }

    /** The type and the peer id, nothing secret. */
    @Override
    public String toString() {
        return "Identity[" + type + " " + peerId + "]";
    }
}
