package dev.jlibp2p.security.plaintext;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.ProtobufReader;
import dev.jlibp2p.multiformats.ProtobufWriter;

/** The one message of the handshake: a peer's id and key, which must belong to each other. */
final class Exchange {

    /** Room for the largest key and its id. */
    static final int MAX_BYTES = 2048;

    private static final int ID = 1;

    private static final int PUBLIC_KEY = 2;

    private Exchange() {}

    static byte[] encode(PublicKey key) {
        return new ProtobufWriter().bytes(ID, key.peerId().bytes()).bytes(PUBLIC_KEY, key.encoded()).toBytes();
    }

    static PublicKey decode(byte[] message) throws InvalidDataException {
        ProtobufReader reader = new ProtobufReader(message);
        byte[] id = {};
        byte[] key = {};
        while (reader.hasNext()) {
            int field = reader.next();
            if (field == ID && reader.isBytes()) {
                id = reader.bytes();
            } else if (field == PUBLIC_KEY && reader.isBytes()) {
                key = reader.bytes();
            } else {
                reader.skip();
            }
        }
        PublicKey decoded = PublicKey.decode(key);
        PeerId named = PeerId.fromBytes(id);
        if (!named.matches(decoded)) {
            throw new InvalidDataException("the id " + named + " is not that of the key, " + decoded.peerId());
        }
        return decoded;
    }
}
