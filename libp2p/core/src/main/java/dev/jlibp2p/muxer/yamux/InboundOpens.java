package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.MuxerException;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.Refusal;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Streams the peer opens: which are taken, which refused. */
final class InboundOpens {
    private final YamuxSession session;
    private final StreamSession<YamuxStreamChannel> streams;
    private final Consumer<? super DuplexChannel> onStream;

    InboundOpens(YamuxSession session, Consumer<? super DuplexChannel> onStream) {
        this.session = session;
        this.streams = session.streams();
        this.onStream = onStream;
    }

    /**
     * Opens the stream; false if it was refused, which costs the peer a token, as a reset does.
     *
     * @param reset whether the peer resets it in the same breath
     */
    boolean open(int id, boolean reset) throws MuxerException {
        if (!session.ids().isInbound(id)) {
            throw MuxerException.protocolError("the peer opened stream " + Integer.toUnsignedString(id)
                    + ", of the numbers that are ours; both ends believe to have dialled");
        }
        boolean isOpen = streams.get(Integer.toUnsignedLong(id)) != null || session.lingering().contains(id);
        if (isOpen || !session.ids().useInbound(id)) {
            throw MuxerException.protocolError("stream " + Integer.toUnsignedString(id) + " opened a second time");
        }
        return !reset && admit(id);
    }

    private boolean admit(int id) {
        long refusal = streams.admit(boundReached());
        if (refusal != ResetCodes.NONE) {
            session.control().reset(id, refusal);
            return false;
        }
        YamuxStreamChannel stream = new YamuxStreamChannel(session, id);
        streams.add(stream);
        session.control().acknowledge(id, session.config().initialWindow() - YamuxConfig.SPECIFIED_WINDOW);
        streams.accepted(stream, onStream);
        return true;
    }

    private @Nullable Refusal boundReached() {
        // Those that linger are charged too.
        if (streams.scope().streams(true) >= session.config().maxInboundStreams()) {
            return Refusal.MUXER_STREAMS;
        }
        boolean backlog = session.control().waitingAcknowledgements() >= session.config().acceptBacklog();
        return backlog ? Refusal.MUXER_BACKLOG : null;
    }
}
