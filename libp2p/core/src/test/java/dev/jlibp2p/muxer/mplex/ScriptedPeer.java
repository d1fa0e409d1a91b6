package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.muxer.Valve;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One session of ours, and message by message whatever a peer may say to it, in flags as they stand on the wire. */
final class ScriptedPeer implements AutoCloseable {
    static final int NEW = 0;
    /** Of a stream that we opened. */
    static final int MESSAGE_RECEIVER = 1;
    /** Of a stream that the peer opened. */
    static final int MESSAGE_INITIATOR = 2;
    static final int CLOSE_RECEIVER = 3;
    static final int CLOSE_INITIATOR = 4;
    static final int RESET_RECEIVER = 5;
    static final int RESET_INITIATOR = 6;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Valve valve = new Valve();
    private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).handlers(valve).build();
    private final List<StreamRecorder> accepted = new ArrayList<>();
    private final ByteBuf unparsed = Unpooled.buffer();
    private final ResourceManager manager;
    private final StreamSession<MplexStreamChannel> session;
    private final ResourceScope scope;
    private boolean reading = true;

    ScriptedPeer() {
        this(MplexConfig.defaults(), Limits.CONNECTION);
    }

    ScriptedPeer(MplexConfig config, Limits limits) {
        manager = new ResourceManager(Limits.SYSTEM, Limits.TRANSIENT, limits);
        scope = scope(manager);
        session = new MplexSession(channel, config, scope).streams();
        session.accept(stream -> {
            StreamRecorder recorder = new StreamRecorder(reading);
            accepted.add(recorder);
            stream.pipeline().addLast(recorder);
        });
        channel.runPendingTasks();
    }

    /** What we sent. */
    record Sent(int flag, long id, int length) {}

    EmbeddedChannel channel() {
        return channel;
    }

    MuxerSession session() {
        return session;
    }

    List<MplexStreamChannel> streams() {
        return session.all();
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

    ScriptedPeer open(long id) {
        return send(NEW, id, 0);
    }

    /** A message with all of its content, {@code length} zeros. */
    ScriptedPeer send(int flag, long id, int length) {
        return send(frame(flag, id, length).writeZero(length));
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

    /** The messages we sent since the last call. */
    List<Sent> sent() {
        channel.runPendingTasks();
        for (ByteBuf message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            unparsed.writeBytes(message);
            message.release();
        }
        List<Sent> frames = new ArrayList<>();
        try {
            while (unparsed.isReadable()) {
                long head = Varint.read(unparsed);
                int length = (int) Varint.read(unparsed);
                unparsed.skipBytes(length);
                frames.add(new Sent((int) (head & 7), head >>> 3, length));
            }
        } catch (InvalidDataException e) {
            throw new AssertionError(e);
        }
        unparsed.clear();
        return frames;
    }

    @Override
    public void close() {
        session.close();
        channel.finishAndReleaseAll();
    }

    /** A head that announces {@code length} bytes. */
    static ByteBuf frame(int flag, long id, long length) {
        ByteBuf frame = Unpooled.buffer();
        Varint.write(id << 3 | flag, frame);
        Varint.write(length, frame);
        return frame;
    }

    private static ResourceScope scope(ResourceManager manager) {
        try {
            return manager.openConnection(true);
        } catch (ResourceLimitException e) {
            throw new AssertionError(e);
        }
    }
}
