package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams the peer opens: which are taken, which refused. */
final class InboundOpens {
    private static final Logger LOG = LoggerFactory.getLogger(InboundOpens.class);

    private final YamuxSession session;
    private final Consumer<? super DuplexChannel> onStream;

    InboundOpens(YamuxSession session, Consumer<? super DuplexChannel> onStream) {
        this.session = session;
        this.onStream = onStream;
    }

    /**
     * Opens the stream; false if it was refused, which costs the peer a token, as a reset does.
     *
     * @param reset whether the peer resets it in the same breath
     */
    boolean open(int id, boolean reset) throws YamuxException {
        if (!session.streamTable().isInbound(id)) {
            throw YamuxException.protocolError("the peer opened stream " + Integer.toUnsignedString(id)
                    + ", of the numbers that are ours; both ends believe to have dialled");
        }
        boolean isOpen = session.streamTable().get(id) != null || session.lingering().contains(id);
        if (isOpen || !session.streamTable().useInbound(id)) {
            throw YamuxException.protocolError("stream " + Integer.toUnsignedString(id) + " opened a second time");
        }
        return !reset && admit(id);
    }

    private boolean admit(int id) {
        if (session.isDraining()) {
            session.limits().scope().refuse(Refusal.MUXER_DRAINING);
            session.sendQueue().control(Frame.WINDOW_UPDATE, Frame.RST, id, (int) ResetCodes.SHUTDOWN);
            return false;
        }
        if (session.inboundStreams() >= session.config().maxInboundStreams()) {
            return refuse(id, Refusal.MUXER_STREAMS);
        }
        if (session.sendQueue().waitingAcknowledgements() >= session.config().acceptBacklog()) {
            return refuse(id, Refusal.MUXER_BACKLOG);
        }
        try {
            session.limits().scope().addStream(true);
        } catch (ResourceLimitException e) {
            // Counted by the scope that refused.
            return reset(id);
        }
        accept(id);
        return true;
    }

    private boolean refuse(int id, Refusal reason) {
        session.limits().scope().refuse(reason);
        return reset(id);
    }

    private boolean reset(int id) {
        session.sendQueue().control(Frame.WINDOW_UPDATE, Frame.RST, id, (int) ResetCodes.RESOURCE_LIMIT_EXCEEDED);
        return false;
    }

    private void accept(int id) {
        YamuxStreamChannel stream = session.added(id);
        session.sendQueue()
                .control(Frame.WINDOW_UPDATE, Frame.ACK, id,
                        session.config().initialWindow() - YamuxConfig.SPECIFIED_WINDOW);
        try {
            onStream.accept(stream);
        } catch (RuntimeException e) {
            LOG.warn("{}: the handler of new streams failed; the stream is reset", stream, e);
            stream.reset(ResetCodes.NONE);
        }
        session.register(stream);
    }
}
