package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many streams of one connection that all carry as much as they can. */
class QuicLoadTest {

    /** Of each stream and direction; {@code -Dquic.stream-bytes=10000000} for a gigabyte each way. */
    private static final int BYTES = Integer.getInteger("quic.stream-bytes", 40_000);

    private static final int STREAMS = 100;

    private static final ProtocolId SLOW = ProtocolId.of("/test/slow/1");

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private QuicPair pair;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        pair = QuicPair.start();
        connection = pair.connect();
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aHundredStreamsCarryAllBothWaysBesideOneThatNobodyReads() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch othersEnded = new CountDownLatch(1);
        pair.server().handle(SLOW, stream -> {
            begun.countDown();
            await(othersEnded);
            stream.input().transferTo(stream.output());
        });
        pair.server().handle(QuicPair.PROTOCOL, stream -> stream.input().transferTo(stream.output()));
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Thread held = start(() -> exchange(SLOW, 1 << 20), failures);
        await(begun);
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            others.add(start(() -> exchange(QuicPair.PROTOCOL, BYTES), failures));
        }
        for (Thread other : others) {
            assertThat(other.join(PATIENCE)).isTrue();
        }
        othersEnded.countDown();
        assertThat(held.join(PATIENCE)).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void noStreamWaitsUntilAnotherHasSentAll() throws Exception {
        int streams = 8;
        int each = 100_000;
        List<Arrived> arrived = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<List<Integer>> whenTheFirstWasThrough = new CompletableFuture<>();
        pair.server().handleOnLoop(QuicPair.PROTOCOL, stream -> {
            Arrived counter = new Arrived(each, () -> whenTheFirstWasThrough
                    .complete(arrived.stream().map(one -> one.bytes).toList()));
            arrived.add(counter);
            stream.channel().pipeline().addLast(counter);
            stream.channel().config().setAutoRead(true);
        });
        List<Stream> opened = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            opened.add(pair.open(connection, stream -> {}));
        }
        opened.getFirst()
                .channel()
                .eventLoop()
                .execute(() -> opened.forEach(
                        stream -> stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[each]))));

        List<Integer> shares = whenTheFirstWasThrough.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(shares).hasSize(streams).allSatisfy(share -> assertThat(share).isGreaterThan(each / 2));
        opened.forEach(stream -> stream.reset(0));
    }

    private static Thread start(Runnable task, Queue<Throwable> failures) {
        Thread thread = Thread.ofVirtual().unstarted(task);
        thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theEndOfAStreamArrivesThoughItsPacketIsLost() throws Exception {
        LoseOne loss = new LoseOne();
        List<QuicTransport> transports = new ArrayList<>();
        Host server = Libp2p.builder().transports(List.of(context -> {
            transports.add(new QuicTransport(context, QuicConfig.defaults()));
            return transports.getFirst();
        })).listen(QuicPair.ANYWHERE).start();
        try (QuicPair lossy = new QuicPair(server, pair.client())) {
            transports.getFirst().ports().open().getFirst().socket().pipeline().addFirst(loss);
            server.handleOnLoop(QuicPair.PROTOCOL, stream -> {
                stream.channel().pipeline().addLast(new AnswerAndEnd(loss));
                stream.channel().config().setAutoRead(true);
            });
            Connection link = lossy.connect();
            for (int i = 0; i < 20; i++) {
                try (Stream stream = link.open(QuicPair.PROTOCOL)) {
                    stream.deadline(PATIENCE);
                    stream.output().write(i);
                    stream.output().close();
                    assertThat(stream.input().readAllBytes()).containsExactly(i);
                }
            }
        }
        assertThat(loss.lost).hasValue(20);
    }

    /** Writes and reads at once. */
    private void exchange(ProtocolId protocol, int bytes) {
        try (Stream stream = connection.open(protocol)) {
            stream.deadline(PATIENCE);
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    stream.output().write(new byte[bytes]);
                    stream.output().close();
                } catch (IOException e) {
                    stream.reset(0);
                }
            });
            assertThat(stream.input().readAllBytes()).hasSize(bytes);
            writer.join();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Arrived extends SimpleChannelInboundHandler<ByteBuf> {

        private final int all;

        private final Runnable through;

        private int bytes;

        Arrived(int all, Runnable through) {
            this.all = all;
            this.through = through;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            bytes += message.readableBytes();
            if (bytes == all) {
                through.run();
            }
        }
    }

    /** Loses one datagram that is sent. */
    private static final class LoseOne extends ChannelOutboundHandlerAdapter {

        private final AtomicInteger lost = new AtomicInteger();

        private boolean next;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (next) {
                next = false;
                lost.incrementAndGet();
                ReferenceCountUtil.release(message);
                promise.setSuccess();
            } else {
                ctx.write(message, promise);
            }
        }
    }

    /** Sends its answer and, in a packet of its own that is lost, its end. */
    private static final class AnswerAndEnd extends ChannelInboundHandlerAdapter {

        private final LoseOne loss;

        AnswerAndEnd(LoseOne loss) {
            this.loss = loss;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.write(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.executor().execute(() -> ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                    // Behind the turn of what was written.
                    ctx.executor().execute(() -> ctx.executor().execute(() -> {
                        loss.next = true;
                        ((DuplexChannel) ctx.channel()).shutdownOutput();
                    }));
                }));
            }
        }
    }
}
