package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.FrameHandler;
import dev.jlibp2p.muxer.MuxerException;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every inbound message means. The verdicts, where the specification leaves them open: what comes for streams that have
 * ended is dropped, data after the peer's own end resets the stream, data for a stream nobody opened ends the connection.
 */
final class FrameDispatcher implements FrameReader.Receiver {
    private final MplexSession session;
    private final StreamSession<MplexStreamChannel> streams;
    private final FrameHandler input;
    private final Consumer<? super DuplexChannel> onStream;
    /** Whose content is being read; null if it is dropped. */
    private @Nullable MplexStreamChannel target;

    FrameDispatcher(MplexSession session, Consumer<? super DuplexChannel> onStream) {
        this.session = session;
        this.streams = session.streams();
        this.input = session.input();
        this.onStream = onStream;
    }

    @Override
    public boolean isOpen() {
        return streams.isOpen();
    }

    @Override
    public void frame(int flag, long id, int length) throws MuxerException {
        target = null;
        if (flag == Frame.NEW_STREAM) {
            // The name that follows is for people who debug the peer.
            open(id);
            return;
        }
        if (flag > Frame.LARGEST_FLAG) {
            throw MuxerException.protocolError("message with flag " + flag + " (expected: 0 to " + Frame.LARGEST_FLAG
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
            input.deliver(stream, message, length);
        }
    }

    private void open(long id) throws MuxerException {
        long key = Frame.key(id, true);
        if (streams.get(key) != null) {
            throw MuxerException.protocolError("stream " + id + " opened a second time");
        }
        session.ids().useInbound(id);
        boolean full = streams.scope().streams(true) >= session.config().maxInboundStreams();
        if (streams.admit(full ? Refusal.MUXER_STREAMS : null) != ResetCodes.NONE) {
            session.control(Frame.RESET, key);
            streams.countReset();
            return;
        }
        MplexStreamChannel stream = new MplexStreamChannel(session, key);
        streams.add(stream);
        streams.accepted(stream, onStream);
    }

    private void streamFrame(int kind, MplexStreamChannel stream, int length) throws MuxerException {
        switch (kind) {
            case Frame.MESSAGE -> data(stream, length);
            case Frame.CLOSE -> input.deliverFin(stream);
            default -> {
                if (Frame.isInbound(stream.key())) {
                    streams.countReset();
                }
                input.deliverReset(stream, ResetCodes.NONE);
            }
        }
    }

    private void data(MplexStreamChannel stream, int length) {
        if (!stream.isFinishedByPeer()) {
            target = stream;
        } else if (length > 0) {
            streams.scope().refuse(Refusal.MUXER_AFTER_END);
            stream.reset(ResetCodes.PROTOCOL_VIOLATION);
        }
    }

    private void lateFrame(int kind, long key, int length) throws MuxerException {
        if (kind == Frame.MESSAGE && length > 0 && !session.ids().mayHaveExisted(key)) {
            throw MuxerException.protocolError("data for stream " + Frame.id(key) + " of "
                    + (Frame.isInbound(key) ? "the peer" : "ours") + ", which was never opened");
        }
        streams.scope().refuse(Refusal.MUXER_LATE_FRAME);
    }
}
