package dev.jlibp2p.muxer.mplex;

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

    private final MplexSession session;
    private final Consumer<? super DuplexChannel> onStream;

    InboundOpens(MplexSession session, Consumer<? super DuplexChannel> onStream) {
        this.session = session;
        this.onStream = onStream;
    }

    /** Opens the stream; false if it was refused, which costs the peer a token, as a reset does. */
    boolean open(long id) {
        long key = Frame.key(id, true);
        if (session.isDraining()) {
            return refuse(key, Refusal.MUXER_DRAINING);
        }
        if (session.streamTable().inbound() >= session.config().maxInboundStreams()) {
            return refuse(key, Refusal.MUXER_STREAMS);
        }
        try {
            session.scope().addStream(true);
        } catch (ResourceLimitException e) {
            // Counted by the scope that refused.
            session.sendQueue().control(Frame.RESET, key);
            return false;
        }
        accept(key);
        return true;
    }

    private boolean refuse(long key, Refusal reason) {
        session.scope().refuse(reason);
        session.sendQueue().control(Frame.RESET, key);
        return false;
    }

    private void accept(long key) {
        MplexStreamChannel stream = session.added(key);
        try {
            onStream.accept(stream);
        } catch (RuntimeException e) {
            LOG.warn("{}: the handler of new streams failed; the stream is reset", stream, e);
            stream.reset(ResetCodes.NONE);
        }
        session.register(stream);
    }
}
