package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.ProtobufReader;
import dev.jlibp2p.multiformats.ProtobufWriter;

/**
 * The protobuf message both public and private keys travel in: a type and the key, always both, in this order and
 * nothing else, so that a key has one encoding and one peer id. See libp2p/specs peer-ids.
 */
final class KeyMessage {
    private static final int TYPE = 1;
    private static final int DATA = 2;

    private final KeyType type;
    private final byte[] data;

    private KeyMessage(KeyType type, byte[] data) {
        this.type = type;
        this.data = data;
    }

    static KeyMessage decode(byte[] encoded, int maxLength) throws InvalidDataException {
        if (encoded.length > maxLength) {
            throw new InvalidDataException("key of " + encoded.length + " bytes: expected at most " + maxLength);
        }
        ProtobufReader reader = new ProtobufReader(encoded);
        require(reader, TYPE);
        KeyType type = KeyType.ofCode(reader.number());
        require(reader, DATA);
        byte[] data = reader.bytes(maxLength);
        if (reader.hasNext()) {
            throw new InvalidDataException("key message has more than a type and a key");
        }
        if (encoded.length != encode(type, data).length) {
            throw new InvalidDataException("key message is not in its shortest form");
        }
        return new KeyMessage(type, data);
    }

    static byte[] encode(KeyType type, byte[] data) {
        return new ProtobufWriter()
                .number(TYPE, type.code())
                .bytes(DATA, data)
                .toBytes();
    }

    KeyType type() {
        return type;
    }

    byte[] data() {
        return data;
    }

    private static void require(ProtobufReader reader, int field) throws InvalidDataException {
        if (!reader.hasNext()) {
            throw new InvalidDataException("key message ends before its field " + field);
        }
        int found = reader.next();
        if (found != field) {
            throw new InvalidDataException("key message has field " + found + ": expected " + field);
        }
    }
}
