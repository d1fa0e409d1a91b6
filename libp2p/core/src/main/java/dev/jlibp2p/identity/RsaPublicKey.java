package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;

/** An RSA public key of 2048 to 8192 bits, in PKIX DER. Immutable; any thread. */
public final class RsaPublicKey extends PublicKey {
    RsaPublicKey(byte[] data) throws InvalidDataException {
        super(data);
    }

    @Override
    public KeyType type() {
        return KeyType.RSA;
    }
}
