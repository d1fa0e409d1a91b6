package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;

/** An Ed25519 public key, 32 bytes: the usual one, short enough to be its own peer id. Immutable; any thread. */
public final class Ed25519PublicKey extends PublicKey {
    Ed25519PublicKey(byte[] data) throws InvalidDataException {
        super(data);
    }

    @Override
    public KeyType type() {
        return KeyType.ED25519;
    }
}
