package dev.jlibp2p.muxer.mplex;

import static dev.jlibp2p.muxer.mplex.ScriptedPeer.CLOSE_INITIATOR;
import static dev.jlibp2p.muxer.mplex.ScriptedPeer.CLOSE_RECEIVER;
import static dev.jlibp2p.muxer.mplex.ScriptedPeer.MESSAGE_INITIATOR;
import static dev.jlibp2p.muxer.mplex.ScriptedPeer.MESSAGE_RECEIVER;
import static dev.jlibp2p.muxer.mplex.ScriptedPeer.NEW;
import static dev.jlibp2p.muxer.mplex.ScriptedPeer.RESET_INITIATOR;
import static dev.jlibp2p.muxer.mplex.ScriptedPeer.RESET_RECEIVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.muxer.mplex.ScriptedPeer.Sent;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile peer can say, and what it gets for it. Named after the threat catalogue, rows M4, M10 and X-14. */
class MplexAttackTest {
    private static final int MIB = 1 << 20;

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
    void m10TheLargestMessageArrivesAndOneByteMoreClosesTheConnection() {
        peer.open(1).send(MESSAGE_INITIATOR, 1, MIB);
        assertThat(peer.last().bytes()).hasSize(MIB);

        peer.send(ScriptedPeer.frame(MESSAGE_INITIATOR, 1, MIB + 1));
        assertClosedForProtocolError("1048577");
    }

    @Test
    void m10ALengthThatCouldOnlyBeTooLargeIsNotReadToItsEnd() {
        peer.send(Unpooled.wrappedBuffer(new byte[]{0, (byte) 0x80, (byte) 0x80, (byte) 0x80}));

        assertClosedForProtocolError("length of more than 3 bytes");
    }

    @Test
    void m10AStreamIdThatCouldOnlyBeTooLargeIsNotReadToItsEnd() {
        byte[] endless = new byte[9];
        Arrays.fill(endless, (byte) 0xff);
        peer.send(Unpooled.wrappedBuffer(endless));

        assertClosedForProtocolError("stream id of more than 9 bytes");
    }

    @Test
    void m10ALargeNameOfAStreamIsNotKept() {
        peer.send(ScriptedPeer.frame(NEW, 1, MIB)).send(Unpooled.wrappedBuffer(new byte[MIB - 1]));
        assertThat(peer.accepted()).hasSize(1);
        assertThat(peer.scope().memory()).isZero();

        peer.send(Unpooled.wrappedBuffer(new byte[1])).send(MESSAGE_INITIATOR, 1, 3);
        assertThat(peer.last().bytes()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {MESSAGE_INITIATOR, MESSAGE_RECEIVER})
    void m10DataForAStreamNobodyOpenedClosesTheConnection(int flag) {
        peer.open(1).send(flag, 2, 1);

        assertClosedForProtocolError("never opened");
    }

    @Test
    void m10WhatComesForAStreamThatHasEndedIsDroppedAndCounted() {
        peer.open(1).send(RESET_INITIATOR, 1, 0);
        peer.send(MESSAGE_INITIATOR, 1, 100).send(CLOSE_INITIATOR, 1, 0).send(RESET_INITIATOR, 1, 0);

        assertThat(peer.last().events()).containsExactly("active", "reset by peer 0", "inactive");
        assertThat(peer.count(Refusal.MUXER_LATE_FRAME)).isEqualTo(3);
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void m10AnEndOfAStreamThatNeverWasIsDropped() {
        peer.send(CLOSE_INITIATOR, 9, 0).send(RESET_RECEIVER, 9, 0);

        assertThat(peer.channel().isOpen()).isTrue();
        assertThat(peer.sent()).isEmpty();
    }

    @Test
    void m10DataAfterThePeersEndResetsTheStream() {
        peer.open(1).send(CLOSE_INITIATOR, 1, 0).send(CLOSE_INITIATOR, 1, 0).send(MESSAGE_INITIATOR, 1, 0);
        assertThat(peer.last().events()).containsExactly("active", "fin received");

        peer.send(MESSAGE_INITIATOR, 1, 1);
        assertThat(peer.sent()).containsExactly(new Sent(RESET_RECEIVER, 1, 0));
        assertThat(peer.count(Refusal.MUXER_AFTER_END)).isEqualTo(1);
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void m10BothEndsMayUseTheSameNumber() {
        StreamRecorder ours = new StreamRecorder(true);
        peer.session().open(ours);
        peer.open(0).send(MESSAGE_INITIATOR, 0, 3).send(MESSAGE_RECEIVER, 0, 5).send(CLOSE_RECEIVER, 0, 0);

        assertThat(peer.last().bytes()).hasSize(3);
        assertThat(ours.bytes()).hasSize(5);
        assertThat(ours.events()).endsWith("fin received");
        assertThat(peer.last().events()).doesNotContain("fin received");
    }

    @Test
    void m10OpeningAnOpenStreamClosesTheConnection() {
        peer.open(1).open(1);

        assertClosedForProtocolError("second time");
    }

    @Test
    void m10TheFlagThatMeansNothingClosesTheConnection() {
        peer.send(7, 1, 0);

        assertClosedForProtocolError("flag 7");
    }

    @Test
    void m10x14AFloodThatNobodyReadsHoldsFourMebibytesAndLosesItsStream() {
        peer.handlersRead(false).open(1);
        for (int i = 0; i < 4; i++) {
            peer.send(MESSAGE_INITIATOR, 1, MIB);
        }
        assertThat(peer.scope().memory()).isEqualTo(4 * MIB);
        assertThat(peer.last().events()).containsExactly("active");

        peer.send(MESSAGE_INITIATOR, 1, 1);
        assertThat(peer.last().events()).containsExactly("active", "reset 4098", "inactive");
        assertThat(peer.sent()).containsExactly(new Sent(RESET_RECEIVER, 1, 0));
        assertThat(peer.count(Refusal.MUXER_UNREAD)).isEqualTo(1);
        assertThat(peer.scope().memory()).isZero();
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void x14ManyStreamsTogetherHoldWhatTheConnectionMay() {
        peer.close();
        peer = new ScriptedPeer(MplexConfig.defaults(), new Limits(0, 0, 100, 100, 8 * MIB));
        peer.handlersRead(false);
        for (int id = 0; id < 9; id++) {
            peer.open(id).send(MESSAGE_INITIATOR, id, MIB - id);
        }

        assertThat(peer.scope().memory()).isLessThanOrEqualTo(8 * MIB);
        assertThat(peer.accepted().getFirst().events()).as("who had most").endsWith("reset 4098", "inactive");
        assertThat(peer.accepted().subList(1, 9))
                .allSatisfy(stream -> assertThat(stream.events()).containsExactly("active"));
        assertThat(peer.count(Refusal.CONNECTION_MEMORY)).isEqualTo(1);
    }

    @Test
    void x14AtHalfTheBoundTheConnectionIsReadNoFurtherUntilTheReaderHasCaughtUp() {
        peer.handlersRead(false).open(1);
        for (int i = 0; i < 2; i++) {
            peer.send(MESSAGE_INITIATOR, 1, MIB);
        }
        assertThat(peer.channel().config().isAutoRead()).isTrue();
        peer.send(MESSAGE_INITIATOR, 1, 1);
        assertThat(peer.channel().config().isAutoRead()).isFalse();

        peer.last().channel().read();
        assertThat(peer.channel().config().isAutoRead()).isFalse();
        peer.last().channel().read();
        peer.advance(Duration.ofMillis(1));
        assertThat(peer.channel().config().isAutoRead()).isTrue();
        peer.advance(Duration.ofMinutes(1));
        assertThat(peer.last().channel().isOpen()).isTrue();
    }

    @Test
    void x14AtHalfOfWhatTheConnectionMayHoldItIsReadNoFurtherAndNoStreamThatIsReadIsLost() {
        peer.close();
        peer = new ScriptedPeer(MplexConfig.defaults(), new Limits(0, 0, 100, 100, 8 * MIB));
        peer.handlersRead(false);
        for (int id = 0; id < 5; id++) {
            assertThat(peer.channel().config().isAutoRead()).isTrue();
            peer.open(id).send(MESSAGE_INITIATOR, id, MIB);
        }
        assertThat(peer.channel().config().isAutoRead()).isFalse();

        for (int id = 4; id >= 0; id--) {
            peer.advance(Duration.ofSeconds(UnreadBytes.PATIENCE_SECONDS).minusMillis(1));
            assertThat(peer.channel().config().isAutoRead()).as("with %s streams read", 4 - id).isEqualTo(id < 4);
            peer.accepted().get(id).channel().read();
            peer.advance(Duration.ofMillis(1));
        }
        assertThat(peer.accepted()).allSatisfy(stream -> assertThat(stream.channel().isOpen()).isTrue());
        assertThat(peer.scope().memory()).isZero();
    }

    @Test
    void x14AReaderThatStandsStillLosesItsStreamAndOneThatMovesKeepsIt() {
        peer.handlersRead(false).open(1);
        for (int i = 0; i < 3; i++) {
            peer.send(MESSAGE_INITIATOR, 1, MIB);
        }
        peer.last().channel().read();
        peer.advance(Duration.ofSeconds(UnreadBytes.PATIENCE_SECONDS));
        assertThat(peer.last().channel().isOpen()).isTrue();
        assertThat(peer.channel().config().isAutoRead()).isFalse();

        peer.advance(Duration.ofSeconds(UnreadBytes.PATIENCE_SECONDS));
        assertThat(peer.last().events()).endsWith("reset 4098", "inactive");
        assertThat(peer.channel().config().isAutoRead()).isTrue();
        assertThat(peer.count(Refusal.MUXER_UNREAD)).isEqualTo(1);
    }

    @Test
    void x14TheNextWhoLagsIsWaitedForToo() {
        peer.handlersRead(false);
        for (int id = 1; id <= 2; id++) {
            peer.open(id)
                    .send(MESSAGE_INITIATOR, id, MIB)
                    .send(MESSAGE_INITIATOR, id, MIB)
                    .send(MESSAGE_INITIATOR, id, 1);
        }
        peer.advance(Duration.ofSeconds(UnreadBytes.PATIENCE_SECONDS));
        assertThat(peer.accepted().getFirst().events()).endsWith("inactive");
        assertThat(peer.channel().config().isAutoRead()).isFalse();

        peer.advance(Duration.ofSeconds(UnreadBytes.PATIENCE_SECONDS));
        assertThat(peer.last().events()).endsWith("inactive");
        assertThat(peer.channel().config().isAutoRead()).isTrue();
    }

    @Test
    void m4StreamsBeyondTheLimitAreResetAndCounted() {
        for (int id = 0; id < 1030; id++) {
            peer.open(id);
        }

        assertThat(peer.accepted()).hasSize(1024);
        assertThat(peer.count(Refusal.MUXER_STREAMS)).isEqualTo(6);
        assertThat(peer.sent()).hasSize(6).allSatisfy(sent -> assertThat(sent.flag()).isEqualTo(RESET_RECEIVER));

        // Room again once one has ended.
        peer.send(RESET_INITIATOR, 1, 0).open(5001);
        assertThat(peer.accepted()).hasSize(1025);
    }

    @Test
    void m4StreamsBeyondTheScopeAreReset() {
        peer.close();
        peer = new ScriptedPeer(MplexConfig.defaults(), new Limits(0, 0, 2, 2, MIB));
        peer.open(1).open(2).open(3);

        assertThat(peer.accepted()).hasSize(2);
        assertThat(peer.count(Refusal.CONNECTION_STREAMS_INBOUND)).isEqualTo(1);
        assertThat(peer.sent()).containsExactly(new Sent(RESET_RECEIVER, 3, 0));
    }

    @Test
    void m4ResettingStreamsFasterThanTheRateClosesTheConnection() {
        int opened = 0;
        for (; opened < 1_000_000 && peer.channel().isOpen(); opened++) {
            peer.open(opened).send(RESET_INITIATOR, opened, 0);
        }

        assertThat(opened).isEqualTo(2049);
        assertThat(peer.count(Refusal.MUXER_RAPID_RESET)).isEqualTo(1);
    }

    @Test
    void x12OpeningWithoutReadingTheRefusalsEndsAtTheBound() {
        peer.session().drain();
        peer.stopReading();
        int opened = 0;
        for (; opened < 1_000_000 && peer.channel().isOpen(); opened++) {
            peer.open(opened);
            peer.advance(Duration.ofMillis(4));
        }

        assertThat(peer.count(Refusal.MUXER_ANSWERS_UNREAD)).isEqualTo(1);
        assertThat(opened).isLessThan(64 << 10);
    }

    @Test
    void aDrainingEndRefusesStreamsAndWaitsForThoseThatAreOpen() {
        peer.open(1);
        assertThat(peer.session().drain().isDone()).isFalse();
        peer.open(2);
        assertThat(peer.sent()).containsExactly(new Sent(RESET_RECEIVER, 2, 0));
        assertThat(peer.count(Refusal.MUXER_DRAINING)).isEqualTo(1);

        peer.send(RESET_INITIATOR, 1, 0);
        assertThat(peer.session().drain().isSuccess()).isTrue();
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void lastBytesThatTheConnectionDoesNotTakeAreGivenUpInTheEnd() {
        peer.open(1);
        peer.stopReading();
        peer.last().channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[100]));
        peer.last().channel().shutdown();
        peer.advance(Duration.ofSeconds(MplexStreamChannel.PATIENCE_SECONDS - 1));
        assertThat(peer.session().streams()).isEqualTo(1);

        peer.advance(Duration.ofSeconds(1));
        assertThat(peer.session().streams()).isZero();
        assertThat(peer.count(Refusal.MUXER_LINGERED)).isEqualTo(1);
    }

    @Test
    void aConversationSplitAtAnyByteMeansTheSame() {
        byte[] script = new byte[300];
        var bytes = Unpooled.wrappedBuffer(ScriptedPeer.frame(NEW, 1 << 20, 2).writeZero(2),
                ScriptedPeer.frame(NEW, 3, 0), ScriptedPeer.frame(MESSAGE_INITIATOR, 1 << 20, 200).writeZero(200),
                ScriptedPeer.frame(CLOSE_INITIATOR, 1 << 20, 0), ScriptedPeer.frame(RESET_INITIATOR, 3, 0));
        int length = bytes.readableBytes();
        bytes.readBytes(script, 0, length);
        for (int split = 0; split <= length; split++) {
            try (ScriptedPeer other = new ScriptedPeer()) {
                other.send(Unpooled.copiedBuffer(script, 0, split))
                        .send(Unpooled.copiedBuffer(script, split, length - split));
                assertThat(other.accepted().getFirst().events()).as("split at %d", split)
                        .containsExactly("active", "read", "fin received");
                assertThat(other.accepted().getFirst().bytes()).hasSize(200);
                assertThat(other.last().events()).containsExactly("active", "reset by peer 0", "inactive");
            }
        }
    }

    private void assertClosedForProtocolError(String reason) {
        assertThat(peer.channel().isOpen()).isFalse();
        assertThat(peer.session().closeReason()).contains(reason);
        assertThat(peer.count(Refusal.MUXER_PROTOCOL_ERROR)).isEqualTo(1);
    }
}
