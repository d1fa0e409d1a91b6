package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.FrameHandler;
import dev.jlibp2p.muxer.MuxerException;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What every inbound frame means. The verdicts, where the specification leaves them open: frames for streams that have ended
 * are ignored, as go- and rust-yamux do; unknown flags are ignored; what no honest peer can send ends the connection.
 */
final class FrameDispatcher implements FrameReader.Receiver {
    private final YamuxSession session;
    private final StreamSession<YamuxStreamChannel> streams;
    private final FrameHandler input;
    private final InboundOpens opens;
    /** Whose payload is being read; null if it is discarded. */
    private @Nullable YamuxStreamChannel target;
    private long payloadLeft;
    private boolean finAfterPayload;

    FrameDispatcher(YamuxSession session, InboundOpens opens) {
        this.session = session;
        this.streams = session.streams();
        this.input = session.input();
        this.opens = opens;
    }

    @Override
    public boolean isOpen() {
        return streams.isOpen();
    }

    @Override
    public void frame(int type, int flags, int id, long length) throws MuxerException {
        switch (type) {
            case Frame.DATA, Frame.WINDOW_UPDATE -> {
                if (id == 0) {
                    throw MuxerException.protocolError("frame of type " + type + " for stream 0, which is the session");
                }
                streamFrame(type, flags, id, length);
            }
            case Frame.PING -> {
                requireSession(type, id);
                ping(flags, (int) length);
            }
            case Frame.GO_AWAY -> {
                requireSession(type, id);
                session.peerGoesAway(length);
            }
            default -> throw MuxerException.protocolError("frame of type " + type + " (expected: 0 to 3)");
        }
    }

    @Override
    public void payload(ByteBuf message, int length) {
        payloadLeft -= length;
        YamuxStreamChannel stream = target;
        if (stream == null) {
            return;
        }
        input.deliver(stream, message, length);
        if (payloadLeft == 0 && finAfterPayload) {
            input.deliverFin(stream);
        }
    }

    private void streamFrame(int type, int flags, int id, long length) throws MuxerException {
        target = null;
        payloadLeft = type == Frame.DATA ? length : 0;
        finAfterPayload = false;
        if ((flags & Frame.SYN) != 0) {
            open(type, flags, id, length);
        }
        YamuxStreamChannel stream = streams.get(Integer.toUnsignedLong(id));
        if (stream == null) {
            lateFrame(type, flags, id, length);
            return;
        }
        if ((flags & Frame.ACK) != 0 && stream.acknowledge()) {
            session.openSettled();
        }
        if ((flags & Frame.RST) != 0) {
            if (session.ids().isInbound(id)) {
                streams.countReset();
            }
            input.deliverReset(stream, type == Frame.WINDOW_UPDATE ? length : ResetCodes.NONE);
        } else if (type == Frame.DATA) {
            data(stream, flags, length);
        } else {
            windowUpdate(stream, flags, length);
        }
    }

    private void open(int type, int flags, int id, long length) throws MuxerException {
        if (type == Frame.DATA && length > session.config().initialWindow()) {
            throw MuxerException.protocolError("stream " + Integer.toUnsignedString(id) + " opened with " + length
                    + " bytes (expected: at most the window, " + session.config().initialWindow() + ")");
        }
        if (!opens.open(id, (flags & Frame.RST) != 0)) {
            streams.countReset();
        }
    }

    private void data(YamuxStreamChannel stream, int flags, long length) throws MuxerException {
        int available = stream.window().available();
        if (!stream.window().take(length)) {
            throw MuxerException
                    .protocolError("stream " + Integer.toUnsignedString(stream.streamId()) + " got " + length
                            + " bytes (expected: at most " + available + ", what its window has left)");
        }
        target = stream;
        if ((flags & Frame.FIN) != 0) {
            finAfterPayload = length > 0;
            if (length == 0) {
                input.deliverFin(stream);
            }
        }
    }

    private void windowUpdate(YamuxStreamChannel stream, int flags, long length) throws MuxerException {
        if (!stream.addCredit(length)) {
            throw MuxerException
                    .protocolError("stream " + Integer.toUnsignedString(stream.streamId()) + " got " + length
                            + " bytes of credit more than 2^32-1 in sum");
        }
        if ((flags & Frame.FIN) != 0) {
            input.deliverFin(stream);
        }
    }

    private void lateFrame(int type, int flags, int id, long length) throws MuxerException {
        boolean lingers = session.lingering().contains(id);
        if (!lingers && (flags & Frame.SYN) == 0) {
            // Without payload it may be the end of a stream the peer numbered and never opened.
            if (type == Frame.DATA && length > 0 && !session.ids().mayHaveExisted(id)) {
                throw MuxerException
                        .protocolError("data for stream " + Integer.toUnsignedString(id) + ", which was never opened");
            }
            streams.scope().refuse(Refusal.MUXER_LATE_FRAME);
            return;
        }
        if ((flags & Frame.ACK) != 0 && session.lingering().acknowledge(id)) {
            session.openSettled();
        }
        if (type == Frame.DATA && !session.lingering().discard(id, length)) {
            throw MuxerException.protocolError("stream " + Integer.toUnsignedString(id) + " got " + length
                    + " bytes (expected: at most what its window has left)");
        }
        if (lingers && (flags & (Frame.FIN | Frame.RST)) != 0) {
            session.forget(id);
        }
    }

    private void ping(int flags, int value) {
        if ((flags & Frame.SYN) != 0) {
            session.control().pong(value);
        } else if ((flags & Frame.ACK) != 0) {
            session.keepAlive().pong(value);
        }
    }

    private static void requireSession(int type, int id) throws MuxerException {
        if (id != 0) {
            throw MuxerException.protocolError("frame of type " + type + " for stream " + Integer.toUnsignedString(id)
                    + " (expected: 0, the session)");
        }
    }
}
