package dev.jlibp2p.muxer.yamux;

import static dev.jlibp2p.muxer.yamux.Frame.ACK;
import static dev.jlibp2p.muxer.yamux.Frame.DATA;
import static dev.jlibp2p.muxer.yamux.Frame.FIN;
import static dev.jlibp2p.muxer.yamux.Frame.GO_AWAY;
import static dev.jlibp2p.muxer.yamux.Frame.PING;
import static dev.jlibp2p.muxer.yamux.Frame.RST;
import static dev.jlibp2p.muxer.yamux.Frame.SYN;
import static dev.jlibp2p.muxer.yamux.Frame.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.muxer.yamux.ScriptedPeer.Sent;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile peer can say, and what it gets for it. Named after the threat catalogue, rows M1 to M8, X-10 to X-15. */
class YamuxAttackTest {
    private static final Sent PROTOCOL_ERROR = new Sent(GO_AWAY, 0, 0, Frame.PROTOCOL_ERROR);
    private static final int WINDOW = YamuxConfig.SPECIFIED_WINDOW;
    private static final long MOST_CREDIT = 0xFFFF_FFFFL;

    private ScriptedPeer peer = new ScriptedPeer();

    @AfterEach
    void nothingIsLeft() {
        peer.close();
        assertThat(peer.scope().streams()).as("streams charged").isZero();
        assertThat(peer.scope().memory()).as("memory charged").isZero();
        assertThat(peer.session().streams()).isZero();
        for (StreamRecorder stream : peer.accepted()) {
            assertThat(stream.events()).filteredOn("inactive"::equals).hasSize(1);
        }
    }

    @Test
    void m1CreditUpToTheLargestNumberIsTaken() {
        peer.open(1).send(WINDOW_UPDATE, 0, 1, MOST_CREDIT - WINDOW);

        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void m1CreditBeyondTheLargestNumberClosesTheConnection() {
        peer.open(1).send(WINDOW_UPDATE, 0, 1, MOST_CREDIT - WINDOW).send(WINDOW_UPDATE, 0, 1, 1);

        assertClosedForProtocolError("credit");
    }

    @Test
    void m1CreditBeyondTheLargestNumberAtOpeningClosesTheConnection() {
        peer.send(WINDOW_UPDATE, SYN, 1, MOST_CREDIT);

        assertClosedForProtocolError("credit");
    }

    @ParameterizedTest
    @ValueSource(longs = {WINDOW + 1, Integer.MAX_VALUE, MOST_CREDIT})
    void m2AFirstFrameBeyondTheWindowClosesTheConnectionAndOpensNothing(long length) {
        peer.send(DATA, SYN, 1, length);

        assertClosedForProtocolError("opened with " + length);
        assertThat(peer.accepted()).isEmpty();
    }

    @Test
    void m2AFirstFrameThatFillsTheWindowIsFine() {
        peer.data(SYN, 1, WINDOW);

        assertThat(peer.channel().isOpen()).isTrue();
        assertThat(peer.last().bytes()).hasSize(WINDOW);
    }

    @Test
    void m2DataBeyondTheWindowClosesTheConnection() {
        peer.handlersRead(false).open(1).data(0, 1, WINDOW);
        assertThat(peer.channel().isOpen()).isTrue();
        assertThat(peer.scope().memory()).isEqualTo(WINDOW);

        peer.send(DATA, 0, 1, 1);
        assertClosedForProtocolError("its window has left");
    }

    @Test
    void m2TheWindowReopensOnlyAsBytesAreRead() {
        peer.handlersRead(false).open(1);
        for (int i = 0; i < 4; i++) {
            peer.data(0, 1, WINDOW / 4);
        }
        peer.sent();
        peer.last().channel().read();
        assertThat(peer.sent()).isEmpty();
        peer.last().channel().read();
        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, 0, 1, WINDOW / 2));

        peer.data(0, 1, WINDOW / 2);
        assertThat(peer.channel().isOpen()).isTrue();
        peer.send(DATA, 0, 1, 1);
        assertClosedForProtocolError("its window has left");
    }

    @Test
    void m3AMillionPingsToAPeerThatDoesNotReadCloseTheConnection() {
        peer.stopReading();
        int sent = 0;
        for (; sent < 1_000_000 && peer.channel().isOpen(); sent++) {
            peer.send(PING, SYN, 0, sent);
        }

        assertThat(sent).isEqualTo((64 << 10) / Frame.HEADER + 1);
        assertThat(peer.count(Refusal.MUXER_ANSWERS_UNREAD)).isEqualTo(1);
        assertThat(peer.session().closeReason()).contains("does not read");
    }

    @Test
    void m3TheSamePingAgainIsAnsweredOnce() {
        peer.stopReading();
        for (int i = 0; i < 100_000; i++) {
            peer.send(PING, SYN, 0, 7);
        }
        peer.readAgain();

        assertThat(peer.sent()).containsExactly(new Sent(PING, ACK, 0, 7));
    }

    @Test
    void m3APeerThatReadsMayPingAsItLikes() {
        for (int i = 0; i < 20_000; i++) {
            peer.send(PING, SYN, 0, i);
        }

        assertThat(peer.sent()).hasSize(20_000);
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void x12OpeningWithoutReadingIsRefusedBeyondTheBacklogAndEndsAtTheBound() {
        peer.stopReading();
        long id = 1;
        for (; id < 2_000_000 && peer.channel().isOpen(); id += 2) {
            peer.open(id);
        }

        assertThat(peer.accepted()).hasSize(256);
        assertThat(peer.channel().isOpen()).isFalse();
        assertThat(id / 2).isLessThanOrEqualTo((64 << 10) / Frame.HEADER + 1);
    }

    @Test
    void x13AnAcknowledgementThatLeftMakesRoomInTheBacklog() {
        for (long id = 1; id <= 600; id += 2) {
            peer.open(id);
        }

        assertThat(peer.accepted()).hasSize(300);
        assertThat(peer.count(Refusal.MUXER_BACKLOG)).isZero();
    }

    @Test
    void m4StreamsBeyondTheLimitAreResetAndCounted() {
        for (long id = 1; id < 2 * 1030; id += 2) {
            peer.open(id);
        }

        assertThat(peer.accepted()).hasSize(1024);
        assertThat(peer.count(Refusal.MUXER_STREAMS)).isEqualTo(6);
        assertThat(peer.sent()).filteredOn(sent -> sent.flags() == RST)
                .hasSize(6)
                .allSatisfy(sent -> assertThat(sent.length()).isEqualTo(ResetCodes.RESOURCE_LIMIT_EXCEEDED));
        assertThat(peer.channel().isOpen()).isTrue();

        // Room again once one has ended.
        peer.send(WINDOW_UPDATE, RST, 1, 0).open(5001);
        assertThat(peer.accepted()).hasSize(1025);
    }

    @Test
    void m4ResettingStreamsFasterThanTheRateClosesTheConnection() {
        int opened = 0;
        for (; opened < 1_000_000 && peer.channel().isOpen(); opened++) {
            peer.open(2L * opened + 1).send(WINDOW_UPDATE, RST, 2L * opened + 1, 0);
        }

        assertThat(opened).isEqualTo(2049);
        assertThat(peer.count(Refusal.MUXER_RAPID_RESET)).isEqualTo(1);
        assertThat(peer.session().closeReason()).contains("faster than");
    }

    @Test
    void m4OpeningAndResettingInOneFrameCountsToo() {
        int opened = 0;
        for (; opened < 1_000_000 && peer.channel().isOpen(); opened++) {
            peer.send(WINDOW_UPDATE, SYN | RST, 2L * opened + 1, 0);
        }

        assertThat(opened).isEqualTo(2049);
        assertThat(peer.accepted()).isEmpty();
    }

    @Test
    void m4ResetsWithinTheRateAreThePeersRight() {
        for (int i = 0; i < 5_000; i++) {
            peer.open(2L * i + 1).send(WINDOW_UPDATE, RST, 2L * i + 1, 0);
            peer.advance(Duration.ofMillis(4));
        }

        assertThat(peer.channel().isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 2, ours", "1, 1, 2, ours", "0, 0, 0, 'stream 0'", "1, 0, 0, 'stream 0'", "2, 1, 3, session",
        "3, 0, 1, session", "4, 0, 0, type 4", "255, 0, 1, type 255", "0, 0, 9, never opened"})
    void m5m6FramesNoHonestPeerSendsCloseTheConnection(int type, int flags, int id, String reason) {
        peer.open(1).send(type, flags, id, 1);

        assertClosedForProtocolError(reason);
    }

    @Test
    void m5AnOpenIdCannotBeOpenedAgain() {
        peer.open(1).open(1);

        assertClosedForProtocolError("a second time");
    }

    @Test
    void m5AnEndedIdCannotBeOpenedAgain() {
        peer.open(1).send(WINDOW_UPDATE, RST, 1, 0).open(1);

        assertClosedForProtocolError("a second time");
    }

    @Test
    void m5ALingeringIdCannotBeOpenedAgain() {
        peer.open(1);
        peer.last().channel().shutdown();
        peer.open(1);

        assertClosedForProtocolError("a second time");
    }

    @Test
    void m5IdsMayArriveInAnyOrderOnce() {
        // go-yamux numbers before it queues, rust-yamux opens with the first data.
        peer.open(7).open(3).open(5).open(1).open(2001).open(9).open(2003);
        assertThat(peer.accepted()).hasSize(7);

        peer.open(1999).open(1999);
        assertClosedForProtocolError("a second time");
    }

    @Test
    void m5UsedUpIdsAreSaidAndHarmless() {
        peer.close();
        peer = new ScriptedPeer(ScriptedPeer.QUIET, Role.INITIATOR);
        peer.yamux().ids().skipOutbound(0xFFFF_FFFFL);
        assertThat(peer.session().open(new StreamRecorder(true)).isSuccess()).isTrue();
        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, SYN, -1, 0));

        assertThat(peer.session().open(new StreamRecorder(true)).cause()).isInstanceOf(IOException.class)
                .hasMessageContaining("all stream ids");
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void m6AnUnknownVersionClosesTheConnection() {
        peer.send(Unpooled.wrappedBuffer(new byte[]{1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0}));

        assertClosedForProtocolError("version 1");
    }

    @Test
    void m6UnknownFlagsAreIgnored() {
        peer.send(WINDOW_UPDATE, 0xFFF0 | SYN, 1, 0).data(0x10, 1, 5);

        assertThat(peer.last().bytes()).hasSize(5);
    }

    @Test
    void m6FramesForEndedStreamsAreIgnoredAndCounted() {
        peer.open(1).send(WINDOW_UPDATE, RST, 1, 0);
        peer.data(0, 1, 100).send(WINDOW_UPDATE, 0, 1, 100).send(DATA, FIN, 1, 0).send(DATA, RST, 1, 0);

        assertThat(peer.channel().isOpen()).isTrue();
        assertThat(peer.count(Refusal.MUXER_LATE_FRAME)).isEqualTo(4);
    }

    @Test
    void m6TheEndOfAStreamNeverOpenedIsIgnored() {
        // rust-yamux numbers a stream, and says so only with its first data.
        peer.send(DATA, RST, 5, 0).send(DATA, FIN, 7, 0).send(WINDOW_UPDATE, 0, 9, 10);

        assertThat(peer.channel().isOpen()).isTrue();
        assertThat(peer.accepted()).isEmpty();
    }

    @Test
    void m6DataAfterFinIsDroppedAndFinTwiceIsOne() {
        peer.open(1).data(FIN, 1, 3).data(0, 1, 4).send(WINDOW_UPDATE, FIN, 1, 0);

        assertThat(peer.last().bytes()).hasSize(3);
        assertThat(peer.last().events()).containsExactly("active", "read", "fin received");
    }

    @Test
    void m6EmptyFramesMeanNothing() {
        peer.open(1);
        peer.sent();
        for (int i = 0; i < 1000; i++) {
            peer.send(DATA, 0, 1, 0).send(WINDOW_UPDATE, 0, 1, 0).send(PING, 0, 0, 5).send(PING, ACK, 0, 5);
        }

        assertThat(peer.sent()).isEmpty();
        assertThat(peer.last().events()).containsExactly("active");
    }

    @Test
    void m7AtTheMemoryBoundTheLaziestReaderIsResetAndNobodyElse() {
        peer.close();
        Limits limits = new Limits(0, 0, 100, 100, 3L * WINDOW);
        peer = new ScriptedPeer(ScriptedPeer.QUIET, Role.RESPONDER, limits).handlersRead(false);
        peer.open(1).open(3).open(5).open(7);
        peer.data(0, 1, WINDOW).data(0, 3, WINDOW - 1).data(0, 5, WINDOW);
        assertThat(peer.count(Refusal.CONNECTION_MEMORY)).isZero();

        peer.data(0, 7, 2);
        assertThat(peer.count(Refusal.CONNECTION_MEMORY)).isEqualTo(1);
        assertThat(peer.scope().memory()).isEqualTo(2L * WINDOW + 1);
        assertThat(peer.accepted().stream().filter(stream -> stream.channel().isOpen())).hasSize(3);
        assertThat(peer.sent()).filteredOn(sent -> sent.flags() == RST).hasSize(1);
    }

    @Test
    void m7TenThousandFilledStreamsHoldNoMoreThanTheConnectionMay() {
        peer.close();
        YamuxConfig widest = new YamuxConfig(16 << 20, 16 << 20, 10_000, 256, Duration.ZERO);
        Limits limits = new Limits(0, 0, 10_000, 10_000, 4 << 20);
        peer = new ScriptedPeer(widest, Role.RESPONDER, limits).handlersRead(false);
        UnpooledByteBufAllocator counted = new UnpooledByteBufAllocator(false);
        for (int id = 1; id < 20_000; id += 2) {
            peer.open(id).sent();
            ByteBuf frame = counted.heapBuffer(Frame.HEADER + 5000);
            Frame.write(frame, DATA, 0, id, 5000);
            peer.send(frame.writeZero(5000));
        }

        assertThat(peer.scope().memory()).isBetween(4L * 1000 * 1000, 4L << 20);
        assertThat(counted.metric().usedHeapMemory()).as("really held").isLessThan(5 << 20);
        assertThat(peer.count(Refusal.CONNECTION_MEMORY)).isGreaterThan(9000);
        assertThat(peer.channel().isOpen()).isTrue();
        peer.close();
        assertThat(counted.metric().usedHeapMemory()).isZero();
    }

    @Test
    void m7TinyFramesDoNotHoldMoreThanTheyCount() {
        peer.handlersRead(false).open(1);
        for (int i = 0; i < 10_000; i++) {
            peer.data(0, 1, 1);
        }

        assertThat(peer.scope().memory()).isEqualTo(10_000);
        peer.last().channel().read();
        assertThat(peer.last().bytes()).hasSize(4096);
    }

    @Test
    void m8CreditOfSingleBytesIsUsedAsItComesWithoutABusyLoop() {
        peer.open(1);
        peer.last().channel().writeAndFlush(Unpooled.copiedBuffer(new byte[WINDOW + 10]));
        peer.sent();
        assertThat(peer.last().channel().isWritable()).isFalse();
        for (int i = 0; i < 10; i++) {
            peer.send(WINDOW_UPDATE, 0, 1, 1);
            assertThat(peer.sent()).containsExactly(new Sent(DATA, 0, 1, 1, "00"));
            assertThat(peer.channel().hasPendingTasks()).isFalse();
        }
        assertThat(peer.last().channel().isWritable()).as("all is written, but no credit is left").isFalse();
        peer.send(WINDOW_UPDATE, 0, 1, 1);
        assertThat(peer.last().channel().isWritable()).isTrue();
    }

    @Test
    void m8AStreamWithoutCreditDoesNotHoldUpOthers() {
        peer.open(1).open(3);
        peer.accepted().get(0).channel().writeAndFlush(Unpooled.copiedBuffer(new byte[2 * WINDOW]));
        peer.sent();
        peer.accepted().get(1).channel().writeAndFlush(Unpooled.copiedBuffer(new byte[10]));

        assertThat(peer.sent()).singleElement().satisfies(sent -> assertThat(sent.id()).isEqualTo(3));
    }

    @Test
    void x15FramesForDeadStreamsHoldNothing() {
        ByteBuf frame = ScriptedPeer.frame(DATA, 0, 1, 1000, 1000);
        peer.open(1).send(WINDOW_UPDATE, RST, 1, 0);
        for (int i = 0; i < 10_000; i++) {
            peer.send(frame.retainedDuplicate());
        }

        assertThat(frame.refCnt()).isEqualTo(1);
        assertThat(peer.count(Refusal.MUXER_LATE_FRAME)).isEqualTo(10_000);
        frame.release();
    }

    private void assertClosedForProtocolError(String reason) {
        assertThat(peer.channel().isOpen()).isFalse();
        assertThat(peer.session().closeReason()).contains(reason);
        assertThat(peer.sent()).last().isEqualTo(PROTOCOL_ERROR);
        assertThat(peer.count(Refusal.MUXER_PROTOCOL_ERROR)).isEqualTo(1);
        assertThat(List.copyOf(peer.accepted())).allSatisfy(stream -> assertThat(stream.channel().isOpen()).isFalse());
    }
}
