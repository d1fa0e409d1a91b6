package dev.jlibp2p.security.noise;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import dev.jlibp2p.security.HandshakeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a peer says of itself under the cover of the handshake: the message {@code NoiseHandshakePayload}. */
final class HandshakePayload {
    static final int MAX_MUXERS = 100;

    private static final int IDENTITY_KEY = 1;
    private static final int IDENTITY_SIGNATURE = 2;
    private static final int EXTENSIONS = 4;
    private static final int STREAM_MUXERS = 2;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private byte[] identityKey = {};
    private byte[] signature = {};
    private final List<String> muxers = new ArrayList<>(4);

    private HandshakePayload() {}

    /** Our own payload. */
    static byte[] encode(NoiseKeys keys, List<ProtocolId> muxers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, IDENTITY_KEY, keys.identityKey());
        write(out, IDENTITY_SIGNATURE, keys.signature());
        if (!muxers.isEmpty()) {
            ByteArrayOutputStream extensions = new ByteArrayOutputStream();
            muxers.forEach(
                    muxer -> write(extensions, STREAM_MUXERS, muxer.toString().getBytes(StandardCharsets.UTF_8)));
            write(out, EXTENSIONS, extensions.toByteArray());
        }
        return out.toByteArray();
    }

    /** Reads a peer's payload; what it does not know it skips. */
    static HandshakePayload decode(byte[] bytes) throws HandshakeException {
        HandshakePayload payload = new HandshakePayload();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (in.hasRemaining()) {
                payload.take(in, Varint.read(in));
            }
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

    private void take(ByteBuffer in, long tag) throws InvalidDataException {
        if (tag == tag(IDENTITY_KEY)) {
            identityKey = read(in);
        } else if (tag == tag(IDENTITY_SIGNATURE)) {
            signature = read(in);
        } else if (tag == tag(EXTENSIONS)) {
            takeExtensions(ByteBuffer.wrap(read(in)));
        } else {
            skip(in, tag);
        }
    }

    private void takeExtensions(ByteBuffer in) throws InvalidDataException {
        while (in.hasRemaining()) {
            long tag = Varint.read(in);
            if (tag == tag(STREAM_MUXERS) && muxers.size() <= MAX_MUXERS) {
                muxers.add(new String(read(in), StandardCharsets.UTF_8));
            } else {
                skip(in, tag);
            }
        }
    }

    private static byte[] read(ByteBuffer in) throws InvalidDataException {
        byte[] bytes = new byte[length(in, Varint.read(in))];
        in.get(bytes);
        return bytes;
    }

    private static void skip(ByteBuffer in, long tag) throws InvalidDataException {
        int wireType = (int) (tag & 7);
        if (tag >>> 3 == 0) {
            throw new InvalidDataException("a field has the number 0");
        }
        switch (wireType) {
            case VARINT -> skipVarint(in);
            case FIXED64 -> in.position(in.position() + length(in, Long.BYTES));
            case BYTES -> {
                int length = length(in, Varint.read(in));
                in.position(in.position() + length);
            }
            case FIXED32 -> in.position(in.position() + length(in, Integer.BYTES));
            default -> throw new InvalidDataException("a field has wire type " + wireType);
        }
    }

    private static void skipVarint(ByteBuffer in) throws InvalidDataException {
        for (int i = 0; i < 10 && in.hasRemaining(); i++) {
            if (in.get() >= 0) {
                return;
            }
        }
        throw new InvalidDataException("a number does not end");
    }

    private static int length(ByteBuffer in, long announced) throws InvalidDataException {
        if (announced > in.remaining()) {
            throw new InvalidDataException("a field of " + announced + " bytes with " + in.remaining() + " left");
        }
        return (int) announced;
    }

    private static void write(ByteArrayOutputStream out, int field, byte[] value) {
        out.writeBytes(Varint.encode(tag(field)));
        out.writeBytes(Varint.encode(value.length));
        out.writeBytes(value);
    }

    private static long tag(int field) {
        return (long) field << 3 | BYTES;
    }
}
