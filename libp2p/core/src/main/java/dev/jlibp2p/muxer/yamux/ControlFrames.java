package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.muxer.SendQueue;
import io.netty.buffer.ByteBuf;

/** What is sent without payload, and what of it still waits to leave. */
final class ControlFrames {
    private final SendQueue sendQueue;
    private int acknowledgements;
    private int acknowledgedIn;
    private int lastPong;
    private int pongIn = -1;

    ControlFrames(SendQueue sendQueue) {
        this.sendQueue = sendQueue;
    }

    void send(int type, int flags, int id, int length) {
        ByteBuf out = sendQueue.control(Frame.HEADER);
        if (out != null) {
            Frame.write(out, type, flags, id, length);
        }
    }

    /** Takes a stream of the peer, with a window of {@code more} than it assumes. */
    void acknowledge(int id, int more) {
        send(Frame.WINDOW_UPDATE, Frame.ACK, id, more);
        acknowledgements = waitingAcknowledgements() + 1;
        acknowledgedIn = sendQueue.controlBatch();
    }

    /** Acknowledgements of inbound streams that could not leave yet. */
    int waitingAcknowledgements() {
        return acknowledgedIn == sendQueue.controlBatch() ? acknowledgements : 0;
    }

    /** Answers a ping; one answer serves the same question asked again before it left. */
    void pong(int value) {
        if (pongIn != sendQueue.controlBatch() || value != lastPong) {
            lastPong = value;
            send(Frame.PING, Frame.ACK, 0, value);
            pongIn = sendQueue.controlBatch();
        }
    }

    void reset(int id, long code) {
        send(Frame.WINDOW_UPDATE, Frame.RST, id, (int) code);
    }
}
