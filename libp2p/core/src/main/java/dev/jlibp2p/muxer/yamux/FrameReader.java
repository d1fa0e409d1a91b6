package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.MuxerException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Cuts the bytes of a connection into frames, wherever the messages that carry them begin and end. */
final class FrameReader {
    private final Receiver receiver;
    /** The beginning of a header that ends in a later message; on the heap, so that it needs no release. */
    private final ByteBuf partial = Unpooled.buffer(Frame.HEADER, Frame.HEADER);
    private long payloadLeft;

    FrameReader(Receiver receiver) {
        this.receiver = receiver;
    }

    /** What frames are given to. */
    interface Receiver {
        /**
         * A header. The payload of a data frame follows.
         *
         * @param length unsigned
         * @throws MuxerException if the connection cannot go on
         */
        void frame(int type, int flags, int id, long length) throws MuxerException;

        /** The next {@code length} readable bytes of {@code message} belong to the last data frame. */
        void payload(ByteBuf message, int length);

        /** False when the rest of the bytes is of no interest. */
        boolean isOpen();
    }

    /** Reads all of {@code message}, without releasing it. */
    void read(ByteBuf message) throws MuxerException {
        while (message.isReadable() && receiver.isOpen()) {
            if (payloadLeft > 0) {
                readPayload(message);
            } else if (partial.writerIndex() == 0 && message.readableBytes() >= Frame.HEADER) {
                readHeader(message);
            } else {
                message.readBytes(partial, Math.min(message.readableBytes(), partial.writableBytes()));
                if (!partial.isWritable()) {
                    readHeader(partial);
                    partial.clear();
                }
            }
        }
    }

    private void readPayload(ByteBuf message) {
        int length = (int) Math.min(payloadLeft, message.readableBytes());
        payloadLeft -= length;
        int end = message.readerIndex() + length;
        receiver.payload(message, length);
        message.readerIndex(end);
    }

    private void readHeader(ByteBuf bytes) throws MuxerException {
        int version = bytes.readUnsignedByte();
        int type = bytes.readUnsignedByte();
        int flags = bytes.readUnsignedShort();
        int id = bytes.readInt();
        long length = bytes.readUnsignedInt();
        if (version != 0) {
            throw MuxerException.protocolError("frame of version " + version + " (expected: 0)");
        }
        if (type == Frame.DATA) {
            payloadLeft = length;
        }
        receiver.frame(type, flags, id, length);
    }
}
