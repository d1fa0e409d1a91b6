package dev.jlibp2p.transport.websocket;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames apart as their bytes come. The payload of data frames is handed on in the pieces it arrives in, unmasked where
 * it lies, so that a frame costs no memory however long it is; of control frames at most 125 bytes are kept. See RFC 6455,
 * section 5.
 */
final class FrameReader {

    /** The longest frame that is accepted. */
    static final long MAX_FRAME = 16 << 20;

    static final int MAX_CONTROL_PAYLOAD = 125;

    private static final int LONGEST_HEADER = 14;

    private static final int LENGTH_OF_16_BITS = 126;

    private static final int LENGTH_OF_64_BITS = 127;

    private static final int MASK_LENGTH = 4;

    private final boolean masked;

    private final Sink sink;

    private final byte[] header = new byte[LONGEST_HEADER];

    private int headerLength;

    private Opcode opcode = Opcode.BINARY;

    private boolean last;

    private long length;

    private long read;

    private boolean inFrame;

    private boolean inMessage;

    private byte @Nullable [] control;

    /** Takes what frames carry. */
    interface Sink {

        /** A piece of the stream of bytes; now the sink's. */
        void data(ByteBuf piece);

        void ping(byte[] payload);

        /** The peer closes, with the code it gave, or 1000 if it gave none. Nothing follows. */
        void close(int code);
    }

    /** @param masked whether the peer is the client, whose frames are masked; else they must not be */
    FrameReader(boolean masked, Sink sink) {
        this.masked = masked;
        this.sink = sink;
    }

    /** Reads all of {@code in}, which is written to on the way and stays the caller's. */
    void read(ByteBuf in) throws WebSocketException {
        while (in.isReadable()) {
            if (!inFrame) {
                readHeader(in);
            } else if (opcode.isControl()) {
                readControl(in);
            } else {
                readData(in);
            }
            if (inFrame && read == length) {
                endFrame();
            }
        }
    }

    private void readHeader(ByteBuf in) throws WebSocketException {
        header[headerLength++] = in.readByte();
        if (headerLength == 1) {
            checkFirst(header[0]);
        } else if (headerLength == 2) {
            checkSecond(header[1]);
        }
        if (headerLength > 1 && headerLength == neededHeader()) {
            headerLength = 0;
            length = payloadLength();
            read = 0;
            inFrame = true;
            control = opcode.isControl() ? new byte[(int) length] : null;
        }
    }

    private void checkFirst(byte first) throws WebSocketException {
        if ((first & 0x70) != 0) {
            throw broken("the peer sent a frame with reserved bits; no extension was agreed on");
        }
        last = first < 0;
        opcode = Opcode.of(first & 0x0f);
        switch (opcode) {
            case TEXT -> throw new WebSocketException(CloseStatus.UNSUPPORTED_DATA,
                    "the peer sent text; libp2p sends binary frames");
            case BINARY -> {
                if (inMessage) {
                    throw broken("the peer began a message before the one before it was complete");
                }
            }
            case CONTINUATION -> {
                if (!inMessage) {
                    throw broken("the peer continued a message that it never began");
                }
            }
            default -> {
                if (!last) {
                    throw broken("the peer sent a " + opcode + " in fragments");
                }
            }
        }
    }

    private void checkSecond(byte second) throws WebSocketException {
        if (second < 0 != masked) {
            throw broken(masked ? "the peer sent a frame that is not masked" : "the peer masked a frame as a server");
        }
        if (opcode.isControl() && (second & 0x7f) > MAX_CONTROL_PAYLOAD) {
            throw broken("the peer sent a " + opcode + " of more than " + MAX_CONTROL_PAYLOAD + " bytes");
        }
    }

    private int neededHeader() {
        int coded = header[1] & 0x7f;
        int extended = coded == LENGTH_OF_64_BITS ? Long.BYTES : coded == LENGTH_OF_16_BITS ? Short.BYTES : 0;
        return 2 + extended + (masked ? MASK_LENGTH : 0);
    }

    private long payloadLength() throws WebSocketException {
        int coded = header[1] & 0x7f;
        if (coded < LENGTH_OF_16_BITS) {
            return coded;
        }
        long decoded = 0;
        int bytes = coded == LENGTH_OF_16_BITS ? Short.BYTES : Long.BYTES;
        for (int i = 0; i < bytes; i++) {
            decoded = decoded << Byte.SIZE | header[2 + i] & 0xff;
        }
        if (decoded < LENGTH_OF_16_BITS || bytes == Long.BYTES && decoded <= 0xffff) {
            throw broken("the peer coded the length of a frame in more bytes than it needs");
        }
        if (decoded > MAX_FRAME) {
            throw new WebSocketException(CloseStatus.TOO_BIG,
                    "the peer announced a frame of " + decoded + " bytes; at most " + MAX_FRAME + " are allowed");
        }
        return decoded;
    }

    private void readControl(ByteBuf in) {
        byte[] payload = control == null ? new byte[0] : control;
        while (in.isReadable() && read < length) {
            payload[(int) read] = (byte) (in.readByte() ^ mask(read));
            read++;
        }
    }

    private void readData(ByteBuf in) {
        int available = (int) Math.min(in.readableBytes(), length - read);
        ByteBuf piece = in.readRetainedSlice(available);
        if (masked) {
            Masking.apply(piece, maskFrom(read));
        }
        read += available;
        sink.data(piece);
    }

    private void endFrame() throws WebSocketException {
        inFrame = false;
        byte[] payload = control;
        control = null;
        switch (opcode) {
            case BINARY, CONTINUATION -> inMessage = !last;
            case PING -> sink.ping(payload == null ? new byte[0] : payload);
            case CLOSE -> sink.close(closeCode(payload == null ? new byte[0] : payload));
            default -> {
                // A pong says nothing to whoever has not asked.
            }
        }
    }

    private static int closeCode(byte[] payload) throws WebSocketException {
        if (payload.length == 0) {
            return CloseStatus.NORMAL.code();
        }
        int code = payload.length == 1 ? 0 : (payload[0] & 0xff) << Byte.SIZE | payload[1] & 0xff;
        if (!CloseStatus.isValid(code)) {
            throw broken("the peer closed with the code " + code);
        }
        return code;
    }

    private byte mask(long position) {
        return masked ? header[neededHeader() - MASK_LENGTH + (int) (position & 3)] : 0;
    }

    /** The mask as it applies to the bytes from a position on. */
    private int maskFrom(long position) {
        int mask = 0;
        for (int i = 0; i < MASK_LENGTH; i++) {
            mask = mask << Byte.SIZE | mask(position + i) & 0xff;
        }
        return mask;
    }

    private static WebSocketException broken(String message) {
        return new WebSocketException(CloseStatus.PROTOCOL_ERROR, message);
    }
}
