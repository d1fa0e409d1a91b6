package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.util.Arrays;

/**
 * A private key from a PKCS#8 structure (RFC 5958, not encrypted): which algorithm, and the key in libp2p's form.
 * Immutable; any thread.
 */
public final class Pkcs8 {
    private final SignatureAlgorithm algorithm;
    private final byte[] privateKey;

    private Pkcs8(SignatureAlgorithm algorithm, byte[] privateKey) {
        this.algorithm = algorithm;
        this.privateKey = privateKey;
    }

    /** Reads a {@code PrivateKeyInfo}: Ed25519, RSA, or EC on P-256 or secp256k1. */
    public static Pkcs8 read(byte[] encoded) throws InvalidDataException {
        Der info = Der.sequence(encoded);
        if (!info.nextIs(Der.INTEGER)) {
            throw new InvalidDataException(
                    "the key is encrypted or no PKCS#8: decrypt it first, openssl pkcs8 -topk8 -nocrypt");
        }
        info.read(Der.INTEGER);
        Der parameters = info.enter(Der.SEQUENCE);
        byte[] algorithm = parameters.read(Der.OBJECT_IDENTIFIER);
        byte[] key = info.read(Der.OCTET_STRING);
        if (Arrays.equals(algorithm, Oid.ED25519)) {
            return ed25519(key);
        }
        if (Arrays.equals(algorithm, Oid.RSA)) {
            return new Pkcs8(Signatures.RSA, key);
        }
        if (Arrays.equals(algorithm, Oid.EC)) {
            return ec(parameters.read(Der.OBJECT_IDENTIFIER), key);
        }
        throw new InvalidDataException("unknown key algorithm: expected Ed25519, RSA, or EC on P-256 or secp256k1");
    }

    /** Reads a bare SEC 1 {@code ECPrivateKey}, which must name its curve. */
    public static Pkcs8 readEc(byte[] encoded) throws InvalidDataException {
        Der key = Der.sequence(encoded);
        key.read(Der.INTEGER);
        key.read(Der.OCTET_STRING);
        return ec(key.enter(0xa0).read(Der.OBJECT_IDENTIFIER), encoded);
    }

    /** The algorithm the key is for. */
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** A copy of the key, in the form {@link SignatureAlgorithm#signer} reads. */
    public byte[] privateKey() {
        return privateKey.clone();
    }

    private static Pkcs8 ed25519(byte[] key) throws InvalidDataException {
        Der inner = Der.of(key);
        byte[] seed = inner.read(Der.OCTET_STRING);
        inner.requireEnd();
        if (seed.length != Ed25519Keys.SEED) {
            throw new InvalidDataException("Ed25519 seed of " + seed.length + " bytes: expected " + Ed25519Keys.SEED);
        }
        return new Pkcs8(Signatures.ED25519, Ed25519Keys.privateKey(seed));
    }

    private static Pkcs8 ec(byte[] curve, byte[] key) throws InvalidDataException {
        byte[] secret = EcdsaP256.secret(key);
        if (Arrays.equals(curve, Oid.P256)) {
            return new Pkcs8(Signatures.ECDSA, new EcdsaP256().encode(secret));
        }
        if (Arrays.equals(curve, Oid.SECP256K1)) {
            return new Pkcs8(Signatures.SECP256K1, secret);
        }
        throw new InvalidDataException("unknown curve: expected P-256 (prime256v1) or secp256k1");
    }
}
