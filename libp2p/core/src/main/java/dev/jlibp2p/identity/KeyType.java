package dev.jlibp2p.identity;

import dev.jlibp2p.crypto.SignatureAlgorithm;
import dev.jlibp2p.crypto.Signatures;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Quote;
import java.util.Arrays;
import java.util.Locale;

/** The kinds of key a peer can have, with their numbers in key messages. See libp2p/specs peer-ids. */
public enum KeyType {
    RSA(0),
    ED25519(1),
    SECP256K1(2),
    ECDSA(3);

    private final int code;

    KeyType(int code) {
        this.code = code;
    }

    /** The type of a name such as {@code ed25519}, in any case. */
    public static KeyType of(String name) {
        for (KeyType type : values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown key type \"" + Quote.shorten(name) + "\": expected one of "
                + Arrays.toString(values()));
    }

    static KeyType ofCode(long code) throws InvalidDataException {
        for (KeyType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new InvalidDataException("key type " + code + ": expected 0 RSA, 1 Ed25519, 2 secp256k1 or 3 ECDSA");
    }

    static KeyType of(SignatureAlgorithm algorithm) {
        for (KeyType type : values()) {
            if (type.algorithm().equals(algorithm)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no key type signs with " + algorithm);
    }

    /** The number in key messages. */
    public int code() {
        return code;
    }

    SignatureAlgorithm algorithm() {
        return switch (this) {
            case RSA -> Signatures.RSA;
            case ED25519 -> Signatures.ED25519;
            case SECP256K1 -> Signatures.SECP256K1;
            case ECDSA -> Signatures.ECDSA;
        };
    }

    /** The name in lower case, as configuration has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
