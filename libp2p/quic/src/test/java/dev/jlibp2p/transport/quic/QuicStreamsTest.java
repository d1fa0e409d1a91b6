package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Registration;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of QUIC behave as those of every muxer do. */
class QuicStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private QuicPair pair;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        pair = QuicPair.start();
        connection = pair.connect();
    }

    @AfterEach
    void nothingIsLeft() {
        connection.close();
        Baseline.await(() -> pair.serverResources().system().streams() == 0
                && pair.serverResources().system().memory() == 0
                && pair.client().network().resources().system().streams() == 0
                && pair.client().network().resources().system().memory() == 0,
                () -> pair.serverResources().system().streams() + " streams, "
                        + pair.serverResources().system().memory()
                        + " bytes, client " + pair.client().network().resources().system().streams());
        pair.close();
    }

    @Test
    void halfClosingOneDirectionLeavesTheOtherOpen() throws Exception {
        pair.server().handle(QuicPair.PROTOCOL, stream -> {
            byte[] question = stream.input().readAllBytes();
            stream.output().write(question);
            stream.output().write(question);
        });
        byte[] question = random(300_000);
        try (Stream stream = open()) {
            stream.output().write(question);
            stream.output().close();
            byte[] answer = stream.input().readAllBytes();
            assertThat(answer).hasSize(600_000).startsWith(question).endsWith(question);
        }
    }

    @Test
    void resetCodesTravelBothWays() throws Exception {
        BlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
        pair.server().handle(QuicPair.PROTOCOL, stream -> {
            try {
                stream.input().readAllBytes();
            } catch (IOException e) {
                seen.add(e);
            }
        });
        Stream ours = open();
        ours.output().write(1);
        ours.output().flush();
        ours.reset(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(StreamResetException.class, reset -> {
            assertThat(reset.byPeer()).isTrue();
            assertThat(reset.code()).isEqualTo(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
        });

        pair.server().handle(ProtocolId.of("/reset/1"), stream -> {
            assertThat(stream.input().read()).isEqualTo(1);
            stream.reset(ResetCodes.PROTOCOL_VIOLATION);
        });
        Stream theirs = connection.open(ProtocolId.of("/reset/1"));
        theirs.deadline(PATIENCE);
        theirs.output().write(1);
        theirs.output().flush();
        assertThatThrownBy(() -> theirs.input().readAllBytes()).isInstanceOfSatisfying(StreamResetException.class,
                reset -> assertThat(reset.code()).isEqualTo(ResetCodes.PROTOCOL_VIOLATION));
    }

    @Test
    void aFinSentFromInsideTheReadOfTheirsArrives() throws Exception {
        pair.server().handleOnLoop(QuicPair.PROTOCOL, stream -> {
            DuplexChannel channel = stream.channel();
            channel.pipeline().addLast(new EchoAndFin());
            channel.config().setAutoRead(true);
        });
        for (int i = 0; i < 200; i++) {
            try (Stream stream = open()) {
                byte[] sent = random(1 + i * 100);
                stream.output().write(sent);
                stream.output().close();
                assertThat(stream.input().readAllBytes()).as("stream %s", i).isEqualTo(sent);
            }
        }
    }

    @Test
    void aSlowReaderStopsTheSenderAndLosesNothing() throws Exception {
        BlockingQueue<DuplexChannel> accepted = new LinkedBlockingQueue<>();
        Received received = new Received();
        pair.server().handleOnLoop(QuicPair.PROTOCOL, stream -> {
            stream.channel().pipeline().addLast(received);
            accepted.add(stream.channel());
        });
        byte[] sent = random(4 << 20);
        Stream stream = pair.open(connection, opened -> {});
        ChannelFuture written = stream.channel().writeAndFlush(Unpooled.wrappedBuffer(sent));
        stream.channel().shutdownOutput();
        DuplexChannel reader = accepted.poll(30, TimeUnit.SECONDS);
        assertThat(written.await(300, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(pair.serverResources().system().memory()).as("read ahead").isLessThan(1 << 20);

        reader.config().setAutoRead(true);
        assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
        Baseline.await(() -> received.finished, () -> received.bytes.readableBytes() + " bytes and no end");
        assertThat(received.bytes).isEqualTo(Unpooled.wrappedBuffer(sent));
        stream.reset(0);
    }

    @Test
    void whatIsBeyondThePeersLimitWaitsForItsTurn() throws Exception {
        pair.server().handleOnLoop(QuicPair.PROTOCOL, stream -> {
            stream.channel().pipeline().addLast(new EchoAndFin());
            stream.channel().config().setAutoRead(true);
        });
        List<Future<Stream>> opened = new ArrayList<>();
        for (int i = 0; i < QuicLimits.STREAMS + 20; i++) {
            opened.add(pair.client().network().open(connection, stream -> {}, QuicPair.PROTOCOL));
        }
        List<Future<Stream>> open = opened.stream().filter(future -> waitFor(future)).toList();
        assertThat(open).hasSizeBetween(QuicLimits.STREAMS - 5, QuicLimits.STREAMS);
        for (Future<Stream> future : open) {
            future.getNow().reset(0);
        }
        for (Future<Stream> future : opened) {
            QuicPair.await(future).reset(0);
        }
    }

    @Test
    void streamsThatWereResetAreForgotten() throws Exception {
        AtomicInteger resets = new AtomicInteger();
        pair.server().handle(QuicPair.PROTOCOL, stream -> {
            stream.input().read();
            stream.reset(resets.incrementAndGet());
        });
        for (int i = 0; i < 300; i++) {
            Stream stream = open();
            stream.output().write(1);
            stream.output().flush();
            if (i % 2 == 0) {
                stream.reset(1);
            } else {
                assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
            }
        }
        Map<?, ?> ours = table(connection);
        Map<?, ?> theirs = table(pair.server().connections().getFirst());
        Baseline.await(() -> ours.isEmpty() && theirs.isEmpty(), () -> "in the tables: " + ours + " " + theirs);
    }

    @Test
    void aPeerThatOnlyOpensAndResetsIsCutOff() throws Exception {
        pair.server().handleOnLoop(QuicPair.PROTOCOL, stream -> stream.channel().config().setAutoRead(true));
        int opened = 0;
        try {
            for (; opened < 20_000; opened++) {
                pair.client().network().open(connection, stream -> {
                    stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
                    stream.channel().eventLoop().execute(() -> stream.reset(0));
                }, QuicPair.PROTOCOL).await(30, TimeUnit.SECONDS);
                if (!connection.isOpen()) {
                    break;
                }
            }
        } finally {
            assertThat(opened).isBetween(1000, 19_999);
        }
        assertThat(pair.serverResources().refusals().count(Refusal.MUXER_RAPID_RESET)).isEqualTo(1);
        assertThat(pair.connect().isOpen()).isTrue();
    }

    @Test
    void aPeerThatTakesNoAnswerDoesNotHoldUpTheOthers() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        pair.server().handle(ProtocolId.of("/stopped/1"), stream -> {
            stream.input().readAllBytes();
            try (stream) {
                await(stopped);
                stream.output().write(new byte[1 << 20]);
            } catch (IOException e) {
                ended.add(true);
                throw e;
            }
            ended.add(false);
        });
        pair.server().handle(QuicPair.PROTOCOL, stream -> stream.input().transferTo(stream.output()));
        QuicChannel channel = (QuicChannel) open().channel().parent();
        QuicStreamChannel raw = QuicPair
                .await(channel.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter()));
        raw.write(Unpooled.copiedBuffer("\u0013/multistream/1.0.0\n\u000b/stopped/1\n", StandardCharsets.US_ASCII));
        raw.shutdownOutput().sync();
        raw.shutdownInput(7).sync();
        echo();
        stopped.countDown();

        assertThat(ended.poll(30, TimeUnit.SECONDS)).isTrue();
        echo();
    }

    /** What was sent before has arrived as well. */
    private void echo() throws IOException {
        try (Stream stream = open()) {
            stream.output().write(new byte[100]);
            stream.output().close();
            assertThat(stream.input().readAllBytes()).hasSize(100);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void bothEndsSayWhyAConnectionEnded() throws Exception {
        Baseline.await(() -> !pair.server().connections().isEmpty(), () -> "the server has no connection yet");
        Connection theirs = pair.server().connections().getFirst();
        connection.close();
        Baseline.await(() -> !theirs.isOpen() && !connection.closeReason().isEmpty(), () -> "still open");
        assertThat(connection.closeReason()).isEqualTo("closed");
        Baseline.await(() -> theirs.closeReason().equals("closed by peer"), theirs::closeReason);
    }

    @Test
    void aHundredStreamsAtOnceArriveWhole() throws Exception {
        pair.server().handle(QuicPair.PROTOCOL, stream -> stream.input().transferTo(stream.output()));
        List<Thread> threads = new ArrayList<>();
        AtomicInteger whole = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            byte[] sent = random(20_000 + i);
            threads.add(Thread.startVirtualThread(() -> {
                try (Stream stream = open()) {
                    stream.output().write(sent);
                    stream.output().close();
                    if (Arrays.equals(stream.input().readAllBytes(), sent)) {
                        whole.incrementAndGet();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(whole).hasValue(100);
    }

    private Stream open() throws IOException {
        Stream stream = connection.open(QuicPair.PROTOCOL);
        stream.deadline(PATIENCE);
        return stream;
    }

    private static boolean waitFor(Future<Stream> future) {
        try {
            return future.await(future.isDone() ? 0 : 200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The library's own, which has no other way to be seen. */
    private Map<?, ?> table(Connection of) throws Exception {
        BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();
        Registration registration = pair.server()
                .handle(ProtocolId.of("/look/1"),
                        stream -> channels.add(stream.channel().parent()));
        Stream look = connection.open(ProtocolId.of("/look/1"));
        Channel channel = of.equals(connection)
                ? look.channel().parent()
                : channels.poll(30, TimeUnit.SECONDS);
        look.close();
        registration.close();
        Field streams = channel.getClass().getDeclaredField("streams");
        streams.setAccessible(true);
        return (Map<?, ?>) streams.get(channel);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Answers every byte, and their FIN with ours at once. */
    private static final class EchoAndFin extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        }
    }

    private static final class Received extends ChannelInboundHandlerAdapter {

        private final ByteBuf bytes = Unpooled.buffer();

        private volatile boolean finished;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf read = (ByteBuf) message;
            bytes.writeBytes(read);
            read.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            finished |= event instanceof ChannelInputShutdownEvent;
        }
    }
}
