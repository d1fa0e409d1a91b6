package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.ChannelPair;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What yamux costs, without security and sockets; for a person to run, never a test. */
final class YamuxCosts {
    private static final int STREAMS = 10_000;
    private static final YamuxConfig CONFIG = new YamuxConfig(YamuxConfig.SPECIFIED_WINDOW, 16 << 20, 100_000, 256,
            Duration.ZERO);
    private static final Limits LIMITS = new Limits(10, 10, 100_000, 100_000, 64 << 20);

    private final ChannelPair pair = new ChannelPair();
    private final MuxerSession left = new YamuxMuxer(CONFIG).start(pair.left(), Role.INITIATOR, scope());
    private final MuxerSession right = new YamuxMuxer(CONFIG).start(pair.right(), Role.RESPONDER, scope());
    private final ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 16).writeZero(1 << 16);

    private YamuxCosts() throws IOException {
        left.accept(stream -> {});
        right.accept(stream -> stream.pipeline().addLast(Sink.INSTANCE));
    }

    public static void main(String[] arguments) throws IOException {
        new YamuxCosts().idleStreams();
        for (int round = 0; round < 5; round++) {
            YamuxCosts costs = new YamuxCosts();
            costs.bulk(65_507, 200_000);
            costs.bulk(1024, 2_000_000);
            costs.openAndEnd(200_000);
        }
    }

    private void idleStreams() {
        for (int i = 0; i < 1000; i++) {
            open();
        }
        long before = usedHeap();
        for (int i = 0; i < STREAMS; i++) {
            open();
        }
        System.out.printf("idle stream with one handler: %d bytes of heap (mean of both ends, of %d)%n",
                (usedHeap() - before) / STREAMS / 2, left.streams() + right.streams());
        left.close();
        pair.pump();
    }

    private void bulk(int message, int count) {
        DuplexChannel stream = open();
        long start = System.nanoTime();
        for (int sent = 0; sent < count;) {
            for (; stream.isWritable() && sent < count; sent++) {
                stream.write(payload.retainedSlice(0, message));
            }
            stream.flush();
            pair.pump();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("messages of %d bytes: %.0f per second, %.2f GB/s, both ends on one thread%n", message,
                count / seconds, count / seconds * message / 1e9);
        stream.close();
        pair.pump();
    }

    private void openAndEnd(int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            DuplexChannel stream = left.open(Sink.INSTANCE).getNow();
            stream.write(payload.retainedSlice(0, 1024));
            stream.shutdownOutput();
            pair.pump();
        }
        System.out.printf("streams with 1 KiB and both ends: %.0f per second%n",
                count / ((System.nanoTime() - start) / 1e9));
    }

    private DuplexChannel open() {
        DuplexChannel stream = left.open(Sink.INSTANCE).getNow();
        pair.pump();
        return stream;
    }

    private static ResourceScope scope() throws IOException {
        return new ResourceManager(LIMITS, LIMITS, LIMITS).openConnection(true);
    }

    private static long usedHeap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @ChannelHandler.Sharable
    private static final class Sink extends ChannelInboundHandlerAdapter {
        private static final Sink INSTANCE = new Sink();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(true);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        }
    }
}
