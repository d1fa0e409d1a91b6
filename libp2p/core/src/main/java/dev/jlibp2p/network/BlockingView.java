package dev.jlibp2p.network;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.StreamResetException;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocking side of a stream channel: an {@link InputStream} and an {@link OutputStream} for one reader and one writer.
 *
 * <p>Created on the channel's event loop with auto-read off; reads ahead by itself within {@link BlockingInput#READ_AHEAD}.
 */
final class BlockingView {

    private static final Logger log = LoggerFactory.getLogger(BlockingView.class);

    private final DuplexChannel channel;

    private final LongConsumer reset;

    private final BlockingInput input;

    private final BlockingOutput output;

    private @Nullable ScheduledFuture<?> deadline;

    private BlockingView(DuplexChannel channel, ReadAhead memory, LongConsumer reset) {
        this.channel = channel;
        this.reset = reset;
        this.output = new BlockingOutput(channel, this::interrupted);
        this.input = new BlockingInput(channel, memory, new InputEvents());
    }

    /**
     * Puts the view at the end of the channel's pipeline.
     *
     * @param memory where bytes received ahead of the reader are charged
     * @param reset aborts the stream with a code, from any thread
     */
    static BlockingView on(DuplexChannel channel, ReadAhead memory, LongConsumer reset) {
        BlockingView view = new BlockingView(channel, memory, reset);
        channel.pipeline().addLast(view.input);
        channel.closeFuture().addListener(closed -> view.ended());
        return view;
    }

    InputStream input() {
        return input.stream();
    }

    OutputStream output() {
        return output;
    }

    /** See {@link dev.jlibp2p.connection.Stream#deadline}. Callable from any thread. */
    void deadline(Duration fromNow) {
        if (fromNow.isNegative()) {
            throw new IllegalArgumentException("deadline " + fromNow + " (expected: zero or more)");
        }
        onLoop(channel, () -> arm(fromNow));
    }

    /** See {@link dev.jlibp2p.connection.Stream#close}. */
    void close() throws IOException {
        input.close();
        output.close();
        channel.shutdownInput();
    }

    /** Wakes whoever waits after a reset from our side. */
    void reset(long code) {
        // This first: it refuses a code the muxer cannot carry.
        reset.accept(code);
        fail(() -> new StreamResetException(code, false));
    }

    /** A loop that has ended has ended its channels before, so nothing is left to be done there. */
    static void onLoop(Channel channel, Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("{} has ended with its event loop", channel);
        }
    }

    private void arm(Duration fromNow) {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        if (!fromNow.isZero() && channel.isOpen()) {
            deadline = channel.eventLoop().schedule(() -> expire(fromNow), fromNow.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void expire(Duration after) {
        fail(() -> new SocketTimeoutException("stream deadline of " + after.toMillis() + " ms has passed"));
        reset.accept(0);
    }

    private void interrupted() {
        reset(0);
    }

    private final class InputEvents implements BlockingInput.Owner {

        @Override
        public void beforeWaiting() {
            output.sendGathered();
        }

        @Override
        public void interrupted() {
            BlockingView.this.interrupted();
        }

        @Override
        public void failed(Supplier<? extends IOException> cause) {
            output.fail(cause);
        }

        @Override
        public void full(IOException cause) {
            reset.accept(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
            fail(() -> cause);
        }
    }

    private void ended() {
        arm(Duration.ZERO);
        Supplier<IOException> cause = () -> new IOException("the stream is closed");
        input.end(cause);
        output.fail(cause);
    }

    private void fail(Supplier<? extends IOException> cause) {
        input.abort(cause);
        output.fail(cause);
    }
}
