package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;

/** A public key on Bitcoin's curve, a compressed point of 33 bytes. Immutable; any thread. */
public final class Secp256k1PublicKey extends PublicKey {
    Secp256k1PublicKey(byte[] data) throws InvalidDataException {
        super(data);
    }

    @Override
    public KeyType type() {
        return KeyType.SECP256K1;
    }
}
