package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.muxer.FrameHandler;
import dev.jlibp2p.muxer.Opening;
import dev.jlibp2p.muxer.SendQueue;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.function.Consumer;

/** One mplex connection: holds its parts together. */
final class MplexSession implements StreamSession.Wire {
    /** Never less, however many streams send: some peers bound the number of unread messages, not their size. */
    private static final int PAYLOAD = SendQueue.LARGEST_FRAME - Frame.LARGEST_HEAD;

    private final MplexConfig config;
    private final StreamSession<MplexStreamChannel> streams;
    private final StreamIds ids = new StreamIds();
    private final UnreadBytes unread;
    private final FrameHandler input;
    private final SendQueue sendQueue;

    /** Adds itself to the end of the pipeline of {@code channel}. */
    MplexSession(Channel channel, MplexConfig config, ResourceScope scope) {
        this.config = config;
        this.streams = new StreamSession<>(channel, scope, this);
        this.unread = new UnreadBytes(this);
        this.input = new FrameHandler(streams, PAYLOAD, PAYLOAD);
        channel.pipeline().addLast("mplex", input);
        this.sendQueue = input.sendQueue();
        streams.requireOpen();
    }

    StreamSession<MplexStreamChannel> streams() {
        return streams;
    }

    MplexConfig config() {
        return config;
    }

    StreamIds ids() {
        return ids;
    }

    UnreadBytes unread() {
        return unread;
    }

    FrameHandler input() {
        return input;
    }

    SendQueue sendQueue() {
        return sendQueue;
    }

    /** Queues a message without content. */
    void control(int kind, long key) {
        ByteBuf out = sendQueue.control(Frame.LARGEST_HEAD);
        if (out != null) {
            Frame.write(out, kind, key);
        }
    }

    /** The channel of a stream has closed. */
    void ended(MplexStreamChannel stream) {
        unread.hold(stream, 0);
        streams.remove(stream);
        streams.forget(Frame.isInbound(stream.key()));
        streams.completeDrain();
    }

    @Override
    public void begin(Consumer<? super DuplexChannel> onStream) {
        input.begin(new FrameReader(new FrameDispatcher(this, onStream)));
    }

    @Override
    public boolean mayOpen() {
        return true;
    }

    @Override
    public void open(Opening opening) {
        MplexStreamChannel stream = new MplexStreamChannel(this, Frame.key(ids.takeOutbound(), false));
        streams.add(stream);
        // Before anything the handler does: its first bytes must find the stream open at the peer.
        control(Frame.NEW_STREAM, stream.key());
        streams.opened(stream, opening);
    }

    @Override
    public void ending(CloseCause why, IOException cause) {
        sendQueue.close();
    }

    @Override
    public void ended() {
        unread.stop();
        streams.connection().close();
    }
}
