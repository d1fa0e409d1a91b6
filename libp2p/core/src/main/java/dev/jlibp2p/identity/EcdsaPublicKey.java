package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;

/** A public key on P-256, in PKIX DER. Immutable; any thread. */
public final class EcdsaPublicKey extends PublicKey {
    EcdsaPublicKey(byte[] data) throws InvalidDataException {
        super(data);
    }

    @Override
    public KeyType type() {
        return KeyType.ECDSA;
    }
}
