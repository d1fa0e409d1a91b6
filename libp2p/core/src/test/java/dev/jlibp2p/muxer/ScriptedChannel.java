package dev.jlibp2p.muxer;

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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session of ours, with a clock of its own, and whatever a peer may say to it.
 *
 * @param <P> the peer in the words of one muxer
 * @param <F> a frame we sent
 */
public abstract class ScriptedChannel<P extends ScriptedChannel<P, F>, F> implements AutoCloseable {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final Valve valve = new Valve();
    private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).handlers(valve).build();
    private final List<StreamRecorder> accepted = new ArrayList<>();
    private final ByteBuf unparsed = Unpooled.buffer();
    private final ResourceManager manager;
    private final ResourceScope scope;
    private @Nullable MuxerSession session;
    private boolean reading = true;

    protected ScriptedChannel(Limits limits) {
        manager = new ResourceManager(Limits.SYSTEM, Limits.TRANSIENT, limits);
        try {
            scope = manager.openConnection(true);
        } catch (ResourceLimitException e) {
            throw new AssertionError(e);
        }
    }

    protected abstract P self();

    /** Takes the next whole frame. */
    protected abstract F parse(ByteBuf bytes);

    protected final void begin(MuxerSession begun) {
        session = begun;
        begun.accept(stream -> {
            StreamRecorder recorder = new StreamRecorder(reading);
            accepted.add(recorder);
            stream.pipeline().addLast(recorder);
        });
        channel.runPendingTasks();
    }

    public final EmbeddedChannel channel() {
        return channel;
    }

    public final MuxerSession session() {
        return Objects.requireNonNull(session);
    }

    public final ResourceScope scope() {
        return scope;
    }

    public final long count(Refusal reason) {
        return manager.refusals().count(reason);
    }

    /** Streams the peer opened, in order. */
    public final List<StreamRecorder> accepted() {
        return accepted;
    }

    public final StreamRecorder last() {
        return accepted.getLast();
    }

    /** Whether handlers of streams opened from now on read by themselves. */
    public final P handlersRead(boolean read) {
        reading = read;
        return self();
    }

    public final P send(ByteBuf bytes) {
        if (channel.isOpen()) {
            channel.writeInbound(bytes);
            channel.runPendingTasks();
        } else {
            bytes.release();
        }
        return self();
    }

    /** The peer stops reading what we write. */
    public final void stopReading() {
        valve.block(true);
    }

    public final void readAgain() {
        valve.block(false);
        channel.runPendingTasks();
    }

    public final void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** The frames we sent since the last call. */
    public final List<F> sent() {
        channel.runPendingTasks();
        for (ByteBuf message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            unparsed.writeBytes(message);
            message.release();
        }
        List<F> frames = new ArrayList<>();
        while (unparsed.isReadable()) {
            frames.add(parse(unparsed));
        }
        unparsed.clear();
        return frames;
    }

    @Override
    public final void close() {
        session().close();
        channel.finishAndReleaseAll();
    }
}
