package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.KeyAgreement;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.PublicKey;
import java.nio.charset.StandardCharsets;

/** A static Noise key and the proof that it belongs to an identity. */
final class NoiseKeys {

    private static final byte[] PREFIX = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

    private final KeyAgreement.KeyPair pair;

    private final byte[] identityKey;

    private final byte[] signature;

    NoiseKeys(KeyAgreement.KeyPair pair, byte[] identityKey, byte[] signature) {
        this.pair = pair;
        this.identityKey = identityKey;
        this.signature = signature;
    }

    static NoiseKeys generate(Identity identity, KeyAgreement keyAgreement) {
        KeyAgreement.KeyPair pair = keyAgreement.generate();
        return new NoiseKeys(pair, identity.publicKey().encoded(), identity.sign(statement(pair.publicKey())));
    }

    /** Whether {@code signature} binds the static key {@code staticKey} to the identity {@code signer}. */
    static boolean verify(PublicKey signer, byte[] staticKey, byte[] signature) {
        return signer.verify(statement(staticKey), signature);
    }

    KeyAgreement.KeyPair pair() {
        return pair;
    }

    /** The encoded public key of the identity. */
    byte[] identityKey() {
        return identityKey;
    }

    /** By the identity, over the static public key. */
    byte[] signature() {
        return signature;
    }

    private static byte[] statement(byte[] staticKey) {
        byte[] statement = new byte[PREFIX.length + staticKey.length];
        System.arraycopy(PREFIX, 0, statement, 0, PREFIX.length);
        System.arraycopy(staticKey, 0, statement, PREFIX.length, staticKey.length);
        return statement;
    }
}
