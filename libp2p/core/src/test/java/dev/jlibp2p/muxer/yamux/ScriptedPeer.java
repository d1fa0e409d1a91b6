package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.muxer.Valve;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One session of ours, and frame by frame whatever a peer may say to it. We are the responder unless said otherwise. */
final class ScriptedPeer implements AutoCloseable {
    /** Short, but no ping comes by itself, so that what is sent is what the script provoked. */
    static final YamuxConfig QUIET = new YamuxConfig(YamuxConfig.SPECIFIED_WINDOW, 16 << 20, 1024, 256, Duration.ZERO);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Valve valve = new Valve();
    private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).handlers(valve).build();
    private final List<StreamRecorder> accepted = new ArrayList<>();
    private final ByteBuf unparsed = Unpooled.buffer();
    private final ResourceManager manager;
    private final YamuxSession yamux;
    private final MuxerSession session;
    private final ResourceScope scope;
    private boolean reading = true;

    ScriptedPeer() {
        this(QUIET, Role.RESPONDER);
    }

    ScriptedPeer(YamuxConfig config, Role role) {
        this(config, role, Limits.CONNECTION);
    }

    ScriptedPeer(YamuxConfig config, Role role, Limits limits) {
        manager = new ResourceManager(Limits.SYSTEM, Limits.TRANSIENT, limits);
        scope = scope(manager);
        yamux = new YamuxSession(channel, role == Role.INITIATOR, config, scope);
        session = yamux.streams();
        session.accept(stream -> {
            StreamRecorder recorder = new StreamRecorder(reading);
            accepted.add(recorder);
            stream.pipeline().addLast(recorder);
        });
        channel.runPendingTasks();
    }

    /** What we sent. */
    record Sent(int type, int flags, int id, long length, String payload) {
        Sent(int type, int flags, int id, long length) {
            this(type, flags, id, length, "");
        }
    }

    EmbeddedChannel channel() {
        return channel;
    }

    MuxerSession session() {
        return session;
    }

    YamuxSession yamux() {
        return yamux;
    }

    ResourceScope scope() {
        return scope;
    }

    long count(Refusal reason) {
        return manager.refusals().count(reason);
    }

    /** Streams the peer opened, in order. */
    List<StreamRecorder> accepted() {
        return accepted;
    }

    StreamRecorder last() {
        return accepted.getLast();
    }

    /** Whether handlers of streams opened from now on read by themselves. */
    ScriptedPeer handlersRead(boolean read) {
        reading = read;
        return this;
    }

    ScriptedPeer send(int type, int flags, long id, long length) {
        return send(frame(type, flags, id, length, 0));
    }

    /** A data frame with all of its payload. */
    ScriptedPeer data(int flags, long id, int length) {
        return send(frame(Frame.DATA, flags, id, length, length));
    }

    ScriptedPeer open(long id) {
        return send(Frame.WINDOW_UPDATE, Frame.SYN, id, 0);
    }

    ScriptedPeer send(ByteBuf bytes) {
        if (channel.isOpen()) {
            channel.writeInbound(bytes);
            channel.runPendingTasks();
        } else {
            bytes.release();
        }
        return this;
    }

    /** The peer stops reading what we write. */
    void stopReading() {
        valve.block(true);
    }

    void readAgain() {
        valve.block(false);
        channel.runPendingTasks();
    }

    void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** The frames we sent since the last call. */
    List<Sent> sent() {
        channel.runPendingTasks();
        for (ByteBuf message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            unparsed.writeBytes(message);
            message.release();
        }
        List<Sent> frames = new ArrayList<>();
        while (unparsed.isReadable()) {
            unparsed.skipBytes(1);
            int type = unparsed.readByte();
            int flags = unparsed.readShort();
            int id = unparsed.readInt();
            long length = unparsed.readUnsignedInt();
            int payload = type == Frame.DATA ? (int) length : 0;
            frames.add(new Sent(type, flags, id, length, ByteBufUtil.hexDump(unparsed.readSlice(payload))));
        }
        unparsed.clear();
        return frames;
    }

    @Override
    public void close() {
        session.close();
        channel.finishAndReleaseAll();
    }

    static ByteBuf frame(int type, int flags, long id, long length, int payload) {
        ByteBuf frame = Unpooled.buffer(Frame.HEADER + payload);
        Frame.write(frame, type, flags, (int) id, (int) length);
        return frame.writeZero(payload);
    }

    private static ResourceScope scope(ResourceManager manager) {
        try {
            return manager.openConnection(true);
        } catch (ResourceLimitException e) {
            throw new AssertionError(e);
        }
    }
}
