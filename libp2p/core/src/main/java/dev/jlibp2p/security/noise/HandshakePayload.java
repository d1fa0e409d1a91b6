package dev.jlibp2p.security.noise;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.ProtobufReader;
import dev.jlibp2p.multiformats.ProtobufWriter;
import dev.jlibp2p.security.HandshakeException;
import java.util.ArrayList;
import java.util.List;

/** What a peer says of itself under the cover of the handshake: the message {@code NoiseHandshakePayload}. */
final class HandshakePayload {
    static final int MAX_MUXERS = 100;

    private static final int IDENTITY_KEY = 1;
    private static final int IDENTITY_SIGNATURE = 2;
    private static final int EXTENSIONS = 4;
    private static final int STREAM_MUXERS = 2;

    private byte[] identityKey = {};
    private byte[] signature = {};
    private final List<String> muxers = new ArrayList<>(4);

    private HandshakePayload() {}

    /** Our own payload. */
    static byte[] encode(NoiseKeys keys, List<ProtocolId> muxers) {
        ProtobufWriter payload = new ProtobufWriter().bytes(IDENTITY_KEY, keys.identityKey())
                .bytes(IDENTITY_SIGNATURE, keys.signature());
        if (!muxers.isEmpty()) {
            ProtobufWriter extensions = new ProtobufWriter();
            muxers.forEach(muxer -> extensions.text(STREAM_MUXERS, muxer.toString()));
            payload.bytes(EXTENSIONS, extensions.toBytes());
        }
        return payload.toBytes();
    }

    /** Reads a peer's payload; what it does not know it skips. */
    static HandshakePayload decode(byte[] bytes) throws HandshakeException {
        HandshakePayload payload = new HandshakePayload();
        try {
            payload.take(new ProtobufReader(bytes));
        } catch (InvalidDataException e) {
            throw new HandshakeException("the peer's noise payload is no valid protobuf: " + e.getMessage(), e);
        }
        return payload;
    }

    /** An encoded public key; empty when absent. */
    byte[] identityKey() {
        return identityKey;
    }

    /** Of the identity, over the static key; empty when absent. */
    byte[] signature() {
        return signature;
    }

    /** The peer's, in its order of preference; empty when it named none, or more than {@value #MAX_MUXERS}. */
    List<String> muxers() {
        return muxers.size() > MAX_MUXERS ? List.of() : muxers;
    }

    private void take(ProtobufReader reader) throws InvalidDataException {
        while (reader.hasNext()) {
            int field = reader.next();
            if (!reader.isBytes()) {
                reader.skip();
                continue;
            }
            switch (field) {
                case IDENTITY_KEY -> identityKey = reader.bytes();
                case IDENTITY_SIGNATURE -> signature = reader.bytes();
                case EXTENSIONS -> takeExtensions(new ProtobufReader(reader.bytes()));
                default -> reader.skip();
            }
        }
    }

    private void takeExtensions(ProtobufReader reader) throws InvalidDataException {
        while (reader.hasNext()) {
            if (reader.next() == STREAM_MUXERS && reader.isBytes() && muxers.size() <= MAX_MUXERS) {
                muxers.add(reader.text());
            } else {
                reader.skip();
            }
        }
    }
}
