package dev.jlibp2p.fuzz;

import dev.jlibp2p.testsupport.LeakDetector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * A channel whose peer is the fuzzer. Its bytes arrive in pieces; handlers may fail with an {@link IOException} and nothing
 * else, may answer with a bounded multiple of what they got, and in the end no buffer is left.
 */
public final class HostileChannel {
    private static final int ANSWER_AT_LEAST = 64 << 10;
    private static final int ANSWER_PER_BYTE = 64;

    private final EmbeddedChannel channel;
    private final int piece;
    private Runnable property = () -> {};
    private long answered;

    /** @param piece how many bytes arrive at once */
    public HostileChannel(EmbeddedChannel channel, int piece) {
        this.channel = channel;
        this.piece = piece;
    }

    /** Something to demand after every piece. */
    public HostileChannel whileOpen(Runnable property) {
        this.property = property;
        return this;
    }

    /** Delivers what follows {@code from}, ends the channel and looks for what it left behind. */
    public void play(byte[] input, int from) {
        for (int start = from; start < input.length && channel.isOpen(); start += piece) {
            deliver(input, start, Math.min(piece, input.length - start));
            property.run();
        }
        honest(channel::finishAndReleaseAll);
        Fuzz.require(answered <= ANSWER_AT_LEAST + (long) ANSWER_PER_BYTE * input.length,
                "answers are bounded by questions");
        Fuzz.require(!LeakDetector.hasOpenBuffers(), "no buffer outlives its channel");
    }

    private void deliver(byte[] input, int start, int length) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(input, start, length);
        honest(() -> channel.writeInbound(buffer));
        honest(channel::runPendingTasks);
        channel.releaseInbound();
        for (Object answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
            answered += answer instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            ReferenceCountUtil.release(answer);
        }
    }

    /** Runs a step of the channel; an honest failure is what a peer's nonsense deserves. */
    private static void honest(Runnable step) {
        try {
            step.run();
        } catch (Exception e) {
            Throwable failure = e instanceof DecoderException ? e.getCause() : e;
            // Netty throws the checked exceptions of handlers unchecked.
            if (!(failure instanceof IOException)) {
                throw e;
            }
        }
    }
}
