package dev.jlibp2p.muxer.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same on real event loops, one for each end, and with callers on threads of their own. */
class YamuxLoopTest {
    private static final long DEADLINE_SECONDS = 60;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    private final CompletableFuture<MuxerSession> accepted = new CompletableFuture<>();
    private MuxerSession session;

    @BeforeEach
    void connect() throws Exception {
        LocalAddress address = new LocalAddress(YamuxLoopTest.class);
        new ServerBootstrap().group(loops).channel(LocalServerChannel.class).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) throws IOException {
                accepted.complete(start(channel, Role.RESPONDER));
            }
        }).bind(address).sync();
        Channel channel = new Bootstrap().group(loops)
                .channel(LocalChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address)
                .sync()
                .channel();
        CompletableFuture<MuxerSession> started = new CompletableFuture<>();
        started.completeAsync(() -> startUnchecked(channel), channel.eventLoop());
        session = started.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(session.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(accepted.get().closed().await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(session.streams() + accepted.get().streams()).isZero();
        loops.shutdownGracefully(0, DEADLINE_SECONDS, TimeUnit.SECONDS).sync();
    }

    @Test
    void thousandsOfStreamsOpenedFromManyThreadsAllGetTheirAnswer() throws Exception {
        int threads = 4;
        int each = 1_000;
        AtomicInteger answered = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                callers.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        if (ask(1 + i % 3_000) == 1 + i % 3_000) {
                            answered.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
        }

        assertThat(answered).hasValue(threads * each);
    }

    @Test
    void manyLargeAnswersAtOnceArriveWhole() throws Exception {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add(start(1 << 20));
        }

        for (CompletableFuture<Integer> answer : answers) {
            assertThat(answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1 << 20);
        }
    }

    private int ask(int length) throws Exception {
        return start(length).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private CompletableFuture<Integer> start(int length) {
        Counter counter = new Counter();
        Future<DuplexChannel> opened = session.open(counter);
        opened.addListener((Future<DuplexChannel> done) -> {
            if (done.isSuccess()) {
                done.getNow().write(Unpooled.copiedBuffer(new byte[length]));
                done.getNow().shutdownOutput();
            } else {
                counter.answer.completeExceptionally(done.cause());
            }
        });
        return counter.answer;
    }

    private static MuxerSession startUnchecked(Channel channel) {
        try {
            return start(channel, Role.INITIATOR);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static MuxerSession start(Channel channel, Role role) throws IOException {
        ResourceScope scope = ResourceManager.withDefaults().openConnection(role == Role.RESPONDER);
        MuxerSession session = new YamuxMuxer(YamuxConfig.defaults()).start(channel, role, scope);
        session.accept(stream -> stream.pipeline().addLast(new Echo()));
        return session;
    }

    private static class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(true);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        }
    }

    private static final class Counter extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Integer> answer = new CompletableFuture<>();
        private int bytes;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(true);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            bytes += ((ByteBuf) message).readableBytes();
            ((ByteBuf) message).release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                answer.complete(bytes);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.completeExceptionally(new IOException("ended after " + bytes + " bytes"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
