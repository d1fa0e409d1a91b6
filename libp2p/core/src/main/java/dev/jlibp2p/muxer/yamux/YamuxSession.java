package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.muxer.FrameHandler;
import dev.jlibp2p.muxer.Opening;
import dev.jlibp2p.muxer.SendQueue;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One yamux connection: holds its parts together. */
final class YamuxSession implements StreamSession.Wire {
    static final int FULL_PAYLOAD = SendQueue.LARGEST_FRAME - Frame.HEADER;
    static final int SHARED_PAYLOAD = 16 << 10;

    private static final long GO_AWAY_PATIENCE_MILLIS = 1000;

    private final YamuxConfig config;
    private final StreamSession<YamuxStreamChannel> streams;
    private final StreamIds ids;
    private final WindowGrants windows = new WindowGrants(this);
    private final LingeringStreams lingering = new LingeringStreams(this);
    private final KeepAlive keepAlive;
    private final FrameHandler input;
    private final SendQueue sendQueue;
    private final ControlFrames control;
    private @Nullable ChannelFuture goAway;
    /** Streams of ours that the peer has not acknowledged yet. */
    private int unacknowledged;

    /** Adds itself to the end of the pipeline of {@code channel}. */
    YamuxSession(Channel channel, boolean initiator, YamuxConfig config, ResourceScope scope) {
        this.config = config;
        this.streams = new StreamSession<>(channel, scope, this);
        this.ids = new StreamIds(initiator);
        this.keepAlive = new KeepAlive(this);
        this.input = new FrameHandler(streams, FULL_PAYLOAD, SHARED_PAYLOAD);
        channel.pipeline().addLast("yamux", input);
        this.sendQueue = input.sendQueue();
        this.control = new ControlFrames(sendQueue);
        streams.requireOpen();
    }

    StreamSession<YamuxStreamChannel> streams() {
        return streams;
    }

    YamuxConfig config() {
        return config;
    }

    StreamIds ids() {
        return ids;
    }

    WindowGrants windows() {
        return windows;
    }

    LingeringStreams lingering() {
        return lingering;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    FrameHandler input() {
        return input;
    }

    SendQueue sendQueue() {
        return sendQueue;
    }

    ControlFrames control() {
        return control;
    }

    /** With code 0 what is open may finish; anything else is the end. */
    void peerGoesAway(long code) {
        if (code == Frame.NORMAL_TERMINATION) {
            streams.peerGoesAway();
        } else {
            streams.end(CloseCause.PEER, "closed by peer, code " + code,
                    new IOException("the peer closed the connection, code " + code));
        }
    }

    /** A stream of ours was acknowledged, or ended before it was. */
    void openSettled() {
        unacknowledged--;
        streams.openWaiting();
    }

    /** The channel of a stream has closed. */
    void ended(YamuxStreamChannel stream, boolean lingers) {
        streams.remove(stream);
        boolean unsettled = stream.acknowledge();
        if (lingers && streams.isOpen()) {
            lingering.linger(stream, unsettled);
        } else {
            if (unsettled) {
                openSettled();
            }
            forget(stream.streamId());
        }
        streams.completeDrain();
    }

    /** Nothing more is expected of a stream whose channel has closed. */
    void forget(int id) {
        if (lingering.remove(id)) {
            openSettled();
        }
        streams.forget(ids.isInbound(id));
    }

    @Override
    public void begin(Consumer<? super DuplexChannel> onStream) {
        FrameReader reader = new FrameReader(new FrameDispatcher(this, new InboundOpens(this, onStream)));
        keepAlive.start();
        input.begin(message -> {
            keepAlive.heard();
            reader.read(message);
        });
    }

    @Override
    public boolean mayOpen() throws IOException {
        if (ids.outboundUsedUp()) {
            throw new IOException("all stream ids of this connection are used; open a new connection");
        }
        return unacknowledged < config.acceptBacklog();
    }

    @Override
    public void open(Opening opening) {
        unacknowledged++;
        int id = ids.takeOutbound();
        YamuxStreamChannel stream = new YamuxStreamChannel(this, id);
        streams.add(stream);
        // Before anything the handler does: frames that open streams leave in the order of their ids.
        control.send(Frame.WINDOW_UPDATE, Frame.SYN, id, config.initialWindow() - YamuxConfig.SPECIFIED_WINDOW);
        streams.opened(stream, opening);
    }

    @Override
    public void ending(CloseCause why, IOException cause) {
        keepAlive.stop();
        sendQueue.close();
        int code = goAwayCode(why, cause);
        Channel connection = streams.connection();
        if (code >= 0 && connection.isWritable()) {
            ByteBuf last = connection.alloc().buffer(Frame.HEADER, Frame.HEADER);
            Frame.write(last, Frame.GO_AWAY, 0, 0, code);
            goAway = connection.writeAndFlush(last);
        }
    }

    @Override
    public void ended() {
        lingering.stop();
        Channel connection = streams.connection();
        ChannelFuture sent = goAway;
        if (sent == null || sent.isDone()) {
            connection.close();
        } else {
            sent.addListener(done -> connection.close());
            streams.eventLoop().schedule(() -> connection.close(), GO_AWAY_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What the peer is told: nothing where it is not at fault and not there. */
    private static int goAwayCode(CloseCause why, IOException cause) {
        return switch (why) {
            case CLOSED -> Frame.NORMAL_TERMINATION;
            case PROTOCOL_ERROR -> Frame.PROTOCOL_ERROR;
            case FAILED -> cause.getCause() instanceof IOException ? -1 : Frame.INTERNAL_ERROR;
            default -> -1;
        };
    }
}
