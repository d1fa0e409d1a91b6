package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class TrafficHandlerTest {

    private static final int FRAMES = 10_000;

    private final Traffic.Count count = ResourceManager.withDefaults().protocols().of("test");

    /** The counting one between two that let nothing pass, or the channel's own queues would be what is measured. */
    private final Swallow writes = new Swallow();

    private final Swallow reads = new Swallow();

    private final EmbeddedChannel channel = new EmbeddedChannel(writes, new TrafficHandler(count, null), reads);

    private final ByteBuf frame = Unpooled.buffer(64).writeZero(64);

    @Test
    void bytesAreCountedBothWaysWithoutAnAllocationForAFrame() {
        move(FRAMES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        move(FRAMES);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // Room for what the virtual machine does on this thread meanwhile; one object for each would be ten times that.
        assertThat(allocated).isLessThan(FRAMES * 2L);
        assertThat(count.received()).isEqualTo(2L * FRAMES * 64);
        assertThat(count.sent()).isEqualTo(2L * FRAMES * 64);
    }

    private void move(int frames) {
        for (int i = 0; i < frames; i++) {
            channel.pipeline().context(writes).fireChannelRead(frame);
            channel.pipeline().context(reads).write(frame, channel.voidPromise());
        }
    }

    private static final class Swallow extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {}

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {}
    }
}
