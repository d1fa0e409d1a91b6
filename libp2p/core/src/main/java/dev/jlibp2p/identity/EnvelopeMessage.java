package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.ProtobufReader;
import dev.jlibp2p.multiformats.ProtobufWriter;
import org.jspecify.annotations.Nullable;

/** The protobuf message of an envelope, its signature not yet checked. Field 4 does not exist. */
final class EnvelopeMessage {
    private static final int PUBLIC_KEY = 1;
    private static final int PAYLOAD_TYPE = 2;
    private static final int PAYLOAD = 3;
    private static final int SIGNATURE = 5;

    private static final int MAX_PAYLOAD_TYPE = 256;
    private static final int MAX_SIGNATURE = 1024;

    private final PublicKey publicKey;
    private final byte[] payloadType;
    private final byte[] payload;
    private final byte[] signature;

    EnvelopeMessage(PublicKey publicKey, byte[] payloadType, byte[] payload, byte[] signature) {
        this.publicKey = publicKey;
        this.payloadType = payloadType;
        this.payload = payload;
        this.signature = signature;
    }

    static EnvelopeMessage decode(byte[] encoded) throws InvalidDataException {
        if (encoded.length > SignedEnvelope.MAX_BYTES) {
            throw new InvalidDataException(
                    "envelope of " + encoded.length + " bytes: expected at most " + SignedEnvelope.MAX_BYTES);
        }
        byte[] @Nullable [] found = new byte[SIGNATURE + 1][];
        ProtobufReader reader = new ProtobufReader(encoded);
        while (reader.hasNext()) {
            int field = reader.next();
            int max = maxLength(field);
            if (max < 0) {
                reader.skip();
            } else if (found[field] != null) {
                throw new InvalidDataException("envelope has its field " + field + " twice");
            } else {
                found[field] = reader.bytes(max);
            }
        }
        return new EnvelopeMessage(
                PublicKey.decode(require(found, PUBLIC_KEY)),
                require(found, PAYLOAD_TYPE),
                require(found, PAYLOAD),
                require(found, SIGNATURE));
    }

    byte[] encode() {
        return new ProtobufWriter()
                .bytes(PUBLIC_KEY, publicKey.encoded())
                .bytes(PAYLOAD_TYPE, payloadType)
                .bytes(PAYLOAD, payload)
                .bytes(SIGNATURE, signature)
                .toBytes();
    }

    PublicKey publicKey() {
        return publicKey;
    }

    byte[] payloadType() {
        return payloadType;
    }

    byte[] payload() {
        return payload;
    }

    byte[] signature() {
        return signature;
    }

    private static int maxLength(int field) {
        return switch (field) {
            case PUBLIC_KEY -> PublicKey.MAX_BYTES;
            case PAYLOAD_TYPE -> MAX_PAYLOAD_TYPE;
            case PAYLOAD -> SignedEnvelope.MAX_BYTES;
            case SIGNATURE -> MAX_SIGNATURE;
            default -> -1;
        };
    }

    private static byte[] require(byte[] @Nullable [] found, int field) throws InvalidDataException {
        byte[] value = found[field];
        if (value == null) {
            throw new InvalidDataException("envelope lacks its field " + field);
        }
        return value;
    }
}
