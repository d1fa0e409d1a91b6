package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.TokenBucket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every inbound message means. The verdicts, where the specification leaves them open: what comes for streams that have
 * ended is dropped, data after the peer's own end resets the stream, data for a stream nobody opened ends the connection.
 */
final class FrameDispatcher implements FrameReader.Receiver {
    private static final int RESET_BURST = 2048;
    private static final int RESETS_PER_SECOND = 256;

    private final MplexSession session;
    private final StreamTable streams;
    private final InboundOpens opens;
    private final TokenBucket resets;
    private final List<MplexStreamChannel> batch = new ArrayList<>();
    /** Whose content is being read; null if it is dropped. */
    private @Nullable MplexStreamChannel target;

    FrameDispatcher(MplexSession session, InboundOpens opens) {
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
    public void frame(int flag, long id, int length) throws MplexException {
        target = null;
        if (flag == Frame.NEW_STREAM) {
            // The name that follows is for people who debug the peer.
            open(id);
            return;
        }
        if (flag > Frame.LARGEST_FLAG) {
            throw MplexException.protocolError("message with flag " + flag + " (expected: 0 to " + Frame.LARGEST_FLAG
                    + ")");
        }
        boolean openedByPeer = (flag & 1) == 0;
        int kind = openedByPeer ? flag - 1 : flag;
        long key = Frame.key(id, openedByPeer);
        MplexStreamChannel stream = streams.get(key);
        if (stream == null) {
            lateFrame(kind, key, length);
        } else {
            streamFrame(kind, stream, length);
        }
    }

    @Override
    public void payload(ByteBuf message, int length) {
        MplexStreamChannel stream = target;
        if (stream != null) {
            note(stream);
            stream.payload(message.retainedSlice(message.readerIndex(), length), message.capacity());
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

    private void open(long id) throws MplexException {
        if (streams.get(Frame.key(id, true)) != null) {
            throw MplexException.protocolError("stream " + id + " opened a second time");
        }
        streams.useInbound(id);
        if (!opens.open(id)) {
            takeReset();
        }
    }

    private void streamFrame(int kind, MplexStreamChannel stream, int length) throws MplexException {
        switch (kind) {
            case Frame.MESSAGE -> data(stream, length);
            case Frame.CLOSE -> {
                note(stream);
                stream.fin();
            }
            default -> {
                if (Frame.isInbound(stream.key())) {
                    takeReset();
                }
                stream.resetByPeer();
            }
        }
    }

    private void data(MplexStreamChannel stream, int length) {
        if (!stream.isFinishedByPeer()) {
            target = stream;
        } else if (length > 0) {
            session.scope().refuse(Refusal.MUXER_AFTER_END);
            stream.reset(ResetCodes.PROTOCOL_VIOLATION);
        }
    }

    private void lateFrame(int kind, long key, int length) throws MplexException {
        if (kind == Frame.MESSAGE && length > 0 && !streams.mayHaveExisted(key)) {
            throw MplexException.protocolError("data for stream " + Frame.id(key) + " of "
                    + (Frame.isInbound(key) ? "the peer" : "ours") + ", which was never opened");
        }
        session.scope().refuse(Refusal.MUXER_LATE_FRAME);
    }

    private void takeReset() throws MplexException {
        if (!resets.take(session.now())) {
            throw new MplexException(Refusal.MUXER_RAPID_RESET, "streams opened and reset faster than "
                    + RESETS_PER_SECOND + " per second, after " + RESET_BURST + " at once");
        }
    }

    private void note(MplexStreamChannel stream) {
        if (stream.markInBatch()) {
            batch.add(stream);
        }
    }
}
