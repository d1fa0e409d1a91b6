package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.multiformats.Varint;
import dev.jlibp2p.muxer.FrameHandler;
import dev.jlibp2p.muxer.MuxerException;
import io.netty.buffer.ByteBuf;

/** Cuts the bytes of a connection into messages, wherever the buffers that carry them begin and end. */
final class FrameReader implements FrameHandler.Frames {
    private final Receiver receiver;
    private long number;
    private int numberBytes;
    private long head = -1;
    private int payloadLeft;

    FrameReader(Receiver receiver) {
        this.receiver = receiver;
    }

    /** What messages are given to. */
    interface Receiver {
        /**
         * The head of a message. Its content follows.
         *
         * @param length at most {@link MplexConfig#LARGEST_MESSAGE}
         * @throws MuxerException if the connection cannot go on
         */
        void frame(int flag, long id, int length) throws MuxerException;

        /** The next {@code length} readable bytes of {@code message} belong to the last frame. */
        void payload(ByteBuf message, int length);

        /** False when the rest of the bytes is of no interest. */
        boolean isOpen();
    }

    @Override
    public void read(ByteBuf message) throws MuxerException {
        while (message.isReadable() && receiver.isOpen()) {
            if (payloadLeft > 0) {
                readPayload(message);
            } else {
                readNumber(message.readByte());
            }
        }
    }

    private void readPayload(ByteBuf message) {
        int length = Math.min(payloadLeft, message.readableBytes());
        payloadLeft -= length;
        int end = message.readerIndex() + length;
        receiver.payload(message, length);
        message.readerIndex(end);
    }

    private void readNumber(byte next) throws MuxerException {
        int most = head < 0 ? Varint.MAX_BYTES : Frame.MOST_LENGTH_BYTES;
        number |= (long) (next & 0x7f) << 7 * numberBytes++;
        if (next < 0) {
            if (numberBytes == most) {
                throw MuxerException.protocolError((head < 0 ? "stream id" : "length") + " of more than " + most
                        + " bytes");
            }
            return;
        }
        long complete = number;
        number = 0;
        numberBytes = 0;
        if (head < 0) {
            head = complete;
        } else {
            readFrame(complete);
        }
    }

    private void readFrame(long length) throws MuxerException {
        if (length > MplexConfig.LARGEST_MESSAGE) {
            throw MuxerException.protocolError("message of " + length + " bytes (expected: at most "
                    + MplexConfig.LARGEST_MESSAGE + ")");
        }
        int flag = (int) (head & 7);
        long id = head >>> 3;
        head = -1;
        payloadLeft = (int) length;
        receiver.frame(flag, id, payloadLeft);
    }
}
