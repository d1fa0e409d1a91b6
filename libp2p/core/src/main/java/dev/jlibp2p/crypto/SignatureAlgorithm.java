package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;

/**
 * One way to sign, with keys in the byte forms of libp2p's key messages: Ed25519 32 bytes public and 64 private (seed,
 * public), secp256k1 33 and 32, ECDSA PKIX and SEC 1 DER, RSA PKIX and PKCS#1 DER. Keys are checked when they are read:
 * sizes before any arithmetic, then encoding, then the point. Immutable; any thread. See libp2p/specs peer-ids.
 */
public interface SignatureAlgorithm {
    /** Reads a public key. */
    Verifier verifier(byte[] publicKey) throws InvalidDataException;

    /** Reads a private key, whose public half must fit it. */
    Signer signer(byte[] privateKey) throws InvalidDataException;

    /** Makes a private key. RSA takes seconds; the others are quick. */
    byte[] generate(SecureRandom random);

    /** Who computes, for the log. */
    String backEnd();

    /** A public key, ready to check signatures. Immutable; any thread. */
    @FunctionalInterface
    interface Verifier {
        /** Whether the signature is this key's over the data; a malformed signature is just not. */
        boolean verify(byte[] data, byte[] signature);
    }

    /** A private key, ready to sign. Immutable; any thread; {@link Object#toString} tells nothing of the key. */
    interface Signer {
        byte[] sign(byte[] data);

        /** The public key, in the form {@link SignatureAlgorithm#verifier} reads. */
        byte[] publicKey();
    }
}
