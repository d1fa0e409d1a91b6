package dev.jlibp2p.transport.websocket;

import static dev.jlibp2p.transport.websocket.FrameReaderTest.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameHandlerTest {

    private final EmbeddedChannel server = new EmbeddedChannel();

    @BeforeEach
    void begin() {
        server.pipeline().addLast(new FrameHandler(true, new FrameWriter(null)));
    }

    @AfterEach
    void end() {
        server.finishAndReleaseAll();
    }

    @Test
    void whatAClientWritesAServerReads() {
        EmbeddedChannel client = new EmbeddedChannel(new FrameHandler(false, new FrameWriter(new Random(1))));
        for (int length : new int[]{1, 125, 126, 65_535, 65_536, 200_000}) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            client.writeOutbound(Unpooled.copiedBuffer(bytes));
            server.writeInbound(all(client));

            assertThat(ByteBufUtil.getBytes(take(server))).isEqualTo(bytes);
            server.writeOutbound(Unpooled.copiedBuffer(bytes));
            client.writeInbound(all(server));
            assertThat(ByteBufUtil.getBytes(take(client))).isEqualTo(bytes);
        }
        client.finishAndReleaseAll();
    }

    @Test
    void aServerSendsTheVeryBufferItWasGiven() {
        ByteBuf payload = Unpooled.buffer(16).writeLong(1);
        server.writeOutbound(payload);
        ByteBuf header = server.readOutbound();
        header.release();

        assertThat(server.<Object>readOutbound()).isSameAs(payload);
        payload.release();
    }

    @Test
    void onePieceComesForEveryRead() {
        server.config().setAutoRead(false);
        server.writeInbound(Unpooled.copiedBuffer(data(1), data(2), data(3)));
        assertThat(server.<Object>readInbound()).isNull();

        server.read();
        assertThat(take(server).readByte()).isEqualTo((byte) 1);
        assertThat(server.<Object>readInbound()).isNull();
        server.read();
        assertThat(take(server).readByte()).isEqualTo((byte) 2);
    }

    @Test
    void theEndOfTlsOutsideComesBehindWhatIsHeldAndIsNoneOfTlsInside() {
        List<Object> events = new ArrayList<>();
        server.pipeline().addLast(new ChannelInboundHandlerAdapter() {

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
        server.config().setAutoRead(false);
        server.writeInbound(Unpooled.copiedBuffer(data(1), data(2)));
        server.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);

        for (byte piece = 1; piece <= 2; piece++) {
            assertThat(server.isOpen()).isTrue();
            server.read();
            assertThat(take(server).readByte()).isEqualTo(piece);
        }
        server.read();
        assertThat(server.isOpen()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void theSocketIsReadOnWhenReadingOnItsOwnBeginsAgainWithPiecesHeld() {
        int[] reads = {0};
        server.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

            @Override
            public void read(ChannelHandlerContext ctx) {
                reads[0]++;
            }
        });
        server.config().setAutoRead(false);
        server.writeInbound(Unpooled.copiedBuffer(data(1), data(2)));
        reads[0] = 0;

        server.config().setAutoRead(true);
        assertThat(ByteBufUtil.getBytes(take(server))).containsExactly(1, 2);
        assertThat(reads[0]).isEqualTo(1);
    }

    @Test
    void theSocketIsReadWhenNothingIsHeldAndNoSooner() {
        int[] reads = {0};
        server.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

            @Override
            public void read(ChannelHandlerContext ctx) {
                reads[0]++;
            }
        });
        server.config().setAutoRead(false);
        server.writeInbound(Unpooled.copiedBuffer(data(1), data(2)));
        reads[0] = 0;
        server.read();
        assertThat(reads[0]).isZero();
        server.read();
        assertThat(reads[0]).isZero();
        server.read();
        assertThat(reads[0]).isEqualTo(1);
    }

    @Test
    void aReadThatBringsOnlyControlFramesIsRepeated() {
        int[] reads = {0};
        server.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

            @Override
            public void read(ChannelHandlerContext ctx) {
                reads[0]++;
            }
        });
        server.config().setAutoRead(false);
        server.read();
        server.writeInbound(Unpooled.copiedBuffer(frame(0x8a, true, new byte[2])));

        assertThat(reads[0]).isEqualTo(2);
    }

    @Test
    void whatCameBeforeTheCloseIsDeliveredBeforeTheEnd() {
        server.config().setAutoRead(false);
        server.writeInbound(Unpooled.copiedBuffer(data(1), data(2), frame(0x88, true, new byte[0])));
        assertThat(server.isOpen()).isTrue();
        server.read();
        assertThat(take(server).readByte()).isEqualTo((byte) 1);
        assertThat(server.isOpen()).isTrue();
        server.read();

        assertThat(take(server).readByte()).isEqualTo((byte) 2);
        assertThat(server.isOpen()).isTrue();
        server.read();

        assertThat(hex(server)).isEqualTo("880203e8");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void whatCameBeforeTheSocketEndedIsDelivered() {
        server.config().setAutoRead(false);
        server.writeInbound(Unpooled.copiedBuffer(data(1), data(2)));
        server.pipeline().firstContext().close();

        assertThat(take(server).readByte()).isEqualTo((byte) 1);
        assertThat(take(server).readByte()).isEqualTo((byte) 2);
    }

    @Test
    void whatWasWrittenGoesOutBeforeTheCloseFrame() {
        server.write(Unpooled.copiedBuffer(new byte[]{7}));
        ChannelFuture closed = server.close();

        assertThat(hex(server)).isEqualTo("820107880203e8");
        assertThat(closed.isDone()).isFalse();
        server.writeInbound(Unpooled.copiedBuffer(frame(0x88, true, new byte[]{3, (byte) 0xe8})));
        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void aPeerThatDoesNotAnswerACloseIsNotWaitedFor() {
        server.freezeTime();
        server.pipeline().close();
        server.advanceTimeBy(FrameHandler.CLOSE_PATIENCE - 1, TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();
        assertThat(server.isOpen()).isTrue();
        server.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();

        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void aPeerThatTakesNothingIsNotWaitedForEither() {
        server.freezeTime();
        holdWrites();
        server.pipeline().close();
        server.advanceTimeBy(FrameHandler.FLUSH_PATIENCE, TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();

        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void writingAfterTheCloseFails() {
        server.close();
        ByteBuf late = Unpooled.copiedBuffer(new byte[]{1});
        ChannelFuture written = server.writeAndFlush(late);

        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(late.refCnt()).isZero();
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        server.writeInbound(Unpooled.copiedBuffer(frame(0x89, true, new byte[]{1, 2})));

        assertThat(hex(server)).isEqualTo("8a020102");
    }

    /** H14: a peer that sends pings and takes no pongs. */
    @Test
    void aFloodOfPingsIsAnsweredOnceAtATime() {
        HeldWrites held = holdWrites();
        for (int i = 0; i < 10_000; i++) {
            server.writeInbound(Unpooled.copiedBuffer(frame(0x89, true, new byte[125])));
        }
        assertThat(held.bytes).isEqualTo(2 + 125);
        held.release();
        server.writeInbound(Unpooled.copiedBuffer(frame(0x89, true, new byte[125])));
        assertThat(held.bytes).isEqualTo(2 * (2 + 125));
        held.release();
    }

    @Test
    void whatBreaksTheRulesIsToldWhyAndNothingMoreIsRead() {
        assertThatThrownBy(() -> server.writeInbound(Unpooled.copiedBuffer(frame(0x81, true, new byte[]{'a'}))))
                .isInstanceOf(WebSocketException.class);
        assertThat(hex(server)).isEqualTo("880203eb");
        server.writeInbound(Unpooled.copiedBuffer(data(1)));
        assertThat(server.<Object>readInbound()).isNull();
    }

    private HeldWrites holdWrites() {
        HeldWrites held = new HeldWrites();
        server.pipeline().addFirst(held);
        return held;
    }

    private static byte[] data(int value) {
        return frame(0x82, true, new byte[]{(byte) value});
    }

    private static ByteBuf take(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        boolean one = !channel.config().isAutoRead();
        for (ByteBuf part = channel.readInbound(); part != null; part = one ? null : channel.readInbound()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }

    private static ByteBuf all(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }

    private static String hex(EmbeddedChannel channel) {
        return ByteBufUtil.hexDump(all(channel));
    }

    /** A peer whose window is closed. */
    private static final class HeldWrites extends ChannelOutboundHandlerAdapter {

        private final List<ChannelPromise> promises = new ArrayList<>();

        private int bytes;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf buffer = (ByteBuf) message;
            bytes += buffer.readableBytes();
            buffer.release();
            promises.add(promise);
        }

        void release() {
            List.copyOf(promises).forEach(ChannelPromise::trySuccess);
            promises.clear();
        }
    }
}
