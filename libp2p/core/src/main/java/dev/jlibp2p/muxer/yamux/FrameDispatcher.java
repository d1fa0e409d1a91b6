package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.TokenBucket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every inbound frame means. The verdicts, where the specification leaves them open: frames for streams that have ended
 * are ignored, as go- and rust-yamux do; unknown flags are ignored; what no honest peer can send ends the connection.
 */
final class FrameDispatcher implements FrameReader.Receiver {
    private static final int RESET_BURST = 2048;
    private static final int RESETS_PER_SECOND = 256;

    private final YamuxSession session;
    private final StreamTable streams;
    private final InboundOpens opens;
    private final TokenBucket resets;
    private final List<YamuxStreamChannel> batch = new ArrayList<>();
    /** Whose payload is being read; null if it is discarded. */
    private @Nullable YamuxStreamChannel target;
    private long payloadLeft;
    private boolean finAfterPayload;

    FrameDispatcher(YamuxSession session, InboundOpens opens) {
        this.session = session;
        this.streams = session.streamTable();
        this.opens = opens;
        this.resets = new TokenBucket(RESET_BURST, RESETS_PER_SECOND, session.now());
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void frame(int type, int flags, int id, long length) throws YamuxException {
        switch (type) {
            case Frame.DATA, Frame.WINDOW_UPDATE -> {
                if (id == 0) {
                    throw YamuxException.protocolError("frame of type " + type + " for stream 0, which is the session");
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
            default -> throw YamuxException.protocolError("frame of type " + type + " (expected: 0 to 3)");
        }
    }

    @Override
    public void payload(ByteBuf message, int length) {
        payloadLeft -= length;
        YamuxStreamChannel stream = target;
        if (stream == null) {
            return;
        }
        note(stream);
        stream.payload(message.retainedSlice(message.readerIndex(), length), message.capacity());
        if (payloadLeft == 0 && finAfterPayload) {
            stream.fin();
        }
    }

    /** All bytes there were have been read. */
    void endOfBatch() {
        // By index: a handler may make the session end, and that must not trip over an iterator.
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).endBatch();
        }
        batch.clear();
    }

    private void streamFrame(int type, int flags, int id, long length) throws YamuxException {
        target = null;
        payloadLeft = type == Frame.DATA ? length : 0;
        finAfterPayload = false;
        if ((flags & Frame.SYN) != 0) {
            open(type, flags, id, length);
        }
        YamuxStreamChannel stream = streams.get(id);
        if (stream == null) {
            lateFrame(type, flags, id, length);
            return;
        }
        if ((flags & Frame.ACK) != 0 && stream.acknowledge()) {
            session.openSettled();
        }
        if ((flags & Frame.RST) != 0) {
            countReset(id);
            stream.resetByPeer(type == Frame.WINDOW_UPDATE ? length : ResetCodes.NONE);
        } else if (type == Frame.DATA) {
            data(stream, flags, length);
        } else {
            windowUpdate(stream, flags, length);
        }
    }

    private void open(int type, int flags, int id, long length) throws YamuxException {
        if (type == Frame.DATA && length > session.config().initialWindow()) {
            throw YamuxException.protocolError("stream " + Integer.toUnsignedString(id) + " opened with " + length
                    + " bytes (expected: at most the window, " + session.config().initialWindow() + ")");
        }
        if (!opens.open(id, (flags & Frame.RST) != 0)) {
            takeReset();
        }
    }

    private void data(YamuxStreamChannel stream, int flags, long length) throws YamuxException {
        int available = stream.window().available();
        if (!stream.window().take(length)) {
            throw YamuxException
                    .protocolError("stream " + Integer.toUnsignedString(stream.streamId()) + " got " + length
                            + " bytes (expected: at most " + available + ", what its window has left)");
        }
        target = stream;
        if ((flags & Frame.FIN) != 0) {
            finAfterPayload = length > 0;
            if (length == 0) {
                note(stream);
                stream.fin();
            }
        }
    }

    private void windowUpdate(YamuxStreamChannel stream, int flags, long length) throws YamuxException {
        if (!stream.addCredit(length)) {
            throw YamuxException
                    .protocolError("stream " + Integer.toUnsignedString(stream.streamId()) + " got " + length
                            + " bytes of credit more than 2^32-1 in sum");
        }
        if ((flags & Frame.FIN) != 0) {
            note(stream);
            stream.fin();
        }
    }

    private void lateFrame(int type, int flags, int id, long length) throws YamuxException {
        boolean lingers = session.lingering().contains(id);
        if (!lingers && (flags & Frame.SYN) == 0) {
            // Without payload it may be the end of a stream the peer numbered and never opened.
            if (type == Frame.DATA && length > 0 && !streams.mayHaveExisted(id)) {
                throw YamuxException
                        .protocolError("data for stream " + Integer.toUnsignedString(id) + ", which was never opened");
            }
            session.limits().scope().refuse(Refusal.MUXER_LATE_FRAME);
            return;
        }
        if ((flags & Frame.ACK) != 0 && session.lingering().acknowledge(id)) {
            session.openSettled();
        }
        if (type == Frame.DATA && !session.lingering().discard(id, length)) {
            throw YamuxException.protocolError("stream " + Integer.toUnsignedString(id) + " got " + length
                    + " bytes (expected: at most what its window has left)");
        }
        if (lingers && (flags & (Frame.FIN | Frame.RST)) != 0) {
            session.forget(id);
        }
    }

    private void ping(int flags, int value) {
        if ((flags & Frame.SYN) != 0) {
            session.sendQueue().pong(value);
        } else if ((flags & Frame.ACK) != 0) {
            session.keepAlive().pong(value);
        }
    }

    private void countReset(int id) throws YamuxException {
        if (streams.isInbound(id)) {
            takeReset();
        }
    }

    private void takeReset() throws YamuxException {
        if (!resets.take(session.now())) {
            throw new YamuxException(Refusal.MUXER_RAPID_RESET,
                    "streams opened and reset faster than " + RESETS_PER_SECOND
                            + " per second, after " + RESET_BURST + " at once");
        }
    }

    private void note(YamuxStreamChannel stream) {
        if (stream.markInBatch()) {
            batch.add(stream);
        }
    }

    private static void requireSession(int type, int id) throws YamuxException {
        if (id != 0) {
            throw YamuxException.protocolError("frame of type " + type + " for stream " + Integer.toUnsignedString(id)
                    + " (expected: 0, the session)");
        }
    }
}
