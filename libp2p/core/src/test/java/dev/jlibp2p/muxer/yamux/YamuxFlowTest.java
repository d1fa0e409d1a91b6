package dev.jlibp2p.muxer.yamux;

import static dev.jlibp2p.muxer.yamux.Frame.ACK;
import static dev.jlibp2p.muxer.yamux.Frame.DATA;
import static dev.jlibp2p.muxer.yamux.Frame.FIN;
import static dev.jlibp2p.muxer.yamux.Frame.PING;
import static dev.jlibp2p.muxer.yamux.Frame.RST;
import static dev.jlibp2p.muxer.yamux.Frame.SYN;
import static dev.jlibp2p.muxer.yamux.Frame.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.muxer.yamux.ScriptedPeer.Sent;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows, turns and the end of streams, frame by frame. */
class YamuxFlowTest {
    private static final int WINDOW = YamuxConfig.SPECIFIED_WINDOW;
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);

    private ScriptedPeer peer = new ScriptedPeer();

    @AfterEach
    void nothingIsLeft() {
        peer.close();
        assertThat(peer.scope().streams()).as("streams charged").isZero();
        assertThat(peer.scope().memory()).as("memory charged").isZero();
    }

    @Test
    void aStreamAloneFillsRecordsAndTwoTakeTurns() {
        peer.open(1).open(3);
        peer.sent();
        write(0, 150_000);
        assertThat(sizes(peer.sent())).containsExactly("1:65507", "1:65507", "1:18986");

        write(0, 40_000);
        write(1, 40_000);
        // Alone at its turn means alone: the first is, until the loop sees the second.
        assertThat(sizes(peer.sent())).contains("3:16384").hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aLargeMessageLeavesBehindItsHeaderWithoutACopy() {
        peer.open(1);
        peer.sent();
        ByteBuf message = Unpooled.directBuffer(40_000).writeZero(40_000);
        peer.accepted().get(0).channel().writeAndFlush(message);
        peer.channel().runPendingTasks();

        ByteBuf header = peer.channel().readOutbound();
        ByteBuf data = peer.channel().readOutbound();
        assertThat(header.readableBytes()).isEqualTo(Frame.HEADER);
        assertThat(data.readableBytes()).isEqualTo(40_000);
        assertThat(data.memoryAddress()).isEqualTo(message.memoryAddress());
        header.release();
        data.release();
    }

    @Test
    void streamsReadyTogetherTakeTurnsOfSixteenKibibytes() {
        peer.open(1).open(3).open(5);
        peer.sent();
        peer.stopReading();
        for (int stream = 0; stream < 3; stream++) {
            write(stream, 40_000);
        }
        peer.readAgain();

        assertThat(sizes(peer.sent())).containsExactly("1:16384", "3:16384", "5:16384", "1:16384", "3:16384", "5:16384",
                "1:7232", "3:7232", "5:7232");
    }

    @Test
    void smallMessagesShareAFrame() {
        peer.open(1);
        peer.sent();
        for (int i = 0; i < 10; i++) {
            peer.last().channel().write(Unpooled.copiedBuffer(new byte[100]));
        }
        peer.last().channel().flush();

        assertThat(sizes(peer.sent())).containsExactly("1:1000");
    }

    @Test
    void theEndIsAFrameOfItsOwn() {
        // go-yamux takes note of FIN before it keeps the payload of the same frame, and its reader may run in between.
        peer.open(1);
        peer.sent();
        write(0, 10);
        peer.last().channel().shutdownOutput();

        assertThat(peer.sent()).extracting(Sent::type, Sent::flags)
                .containsExactly(tuple(DATA, 0), tuple(WINDOW_UPDATE, FIN));
    }

    @Test
    void whileItDrainsNewStreamsAreRefusedAndTheOthersGoOn() {
        peer.open(1);
        peer.sent();
        peer.session().drain();
        peer.open(3);

        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, RST, 3, ResetCodes.SHUTDOWN));
        assertThat(peer.accepted()).hasSize(1);
        write(0, 10);
        assertThat(sizes(peer.sent())).containsExactly("1:10");
    }

    @Test
    void writingStopsAtTheWindowAndWritabilitySaysSo() {
        peer.open(1);
        ChannelFuture written = write(0, WINDOW + 1);
        assertThat(peer.sent().stream().filter(sent -> sent.type() == DATA).mapToLong(Sent::length).sum())
                .isEqualTo(WINDOW);
        assertThat(written.isDone()).isFalse();
        assertThat(peer.last().channel().isWritable()).isFalse();

        peer.send(WINDOW_UPDATE, 0, 1, 2);
        assertThat(written.isSuccess()).isTrue();
        assertThat(peer.last().channel().isWritable()).isTrue();
    }

    @Test
    void aWindowReadWithinFourRoundTripsDoublesUpToTheGreatest() {
        measureRoundTrip(ScriptedPeer.QUIET.maxWindow(), Limits.CONNECTION);
        List<Long> granted = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            peer.data(0, 1, WINDOW / 2);
            peer.sent()
                    .stream()
                    .filter(sent -> sent.type() == WINDOW_UPDATE)
                    .forEach(sent -> granted.add(sent.length()));
        }

        assertThat(peer.yamux().streams().get(1)).extracting(stream -> stream.window().size()).isEqualTo(16 << 20);
        assertThat(granted.getFirst()).as("half of the first window and as much as it grew by")
                .isEqualTo(WINDOW / 2 + WINDOW);
        assertThat(peer.scope().memory()).isEqualTo((16 << 20) - WINDOW);
    }

    @Test
    void aWindowReadSlowlyStaysAsItIs() {
        measureRoundTrip(ScriptedPeer.QUIET.maxWindow(), Limits.CONNECTION);
        for (int i = 0; i < 20; i++) {
            peer.advance(ROUND_TRIP.multipliedBy(4));
            peer.data(0, 1, WINDOW / 2);
        }

        assertThat(peer.yamux().streams().get(1)).extracting(stream -> stream.window().size()).isEqualTo(WINDOW);
    }

    @Test
    void windowsGrowIntoHalfOfTheMemoryAtMost() {
        measureRoundTrip(16 << 20, new Limits(0, 0, 100, 100, 4 << 20));
        for (int i = 0; i < 100; i++) {
            peer.data(0, 1, WINDOW / 2);
        }

        assertThat(peer.yamux().streams().get(1)).extracting(stream -> stream.window().size()).isEqualTo(2 << 20);
        assertThat(peer.scope().memory()).isLessThanOrEqualTo(2 << 20);
    }

    @Test
    void aLargerFirstWindowIsAnnouncedAtOnce() {
        reconnect(new YamuxConfig(1 << 20, 16 << 20, 10, 10, Duration.ZERO), Role.RESPONDER, Limits.CONNECTION);
        peer.open(1);

        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, ACK, 1, (1 << 20) - WINDOW));
        peer.handlersRead(false).data(SYN, 3, 1 << 20);
        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void opensBeyondTheBacklogWaitForAcknowledgements() {
        reconnect(ScriptedPeer.QUIET, Role.INITIATOR, Limits.CONNECTION);
        List<Future<?>> opened = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            opened.add(peer.session().open(new StreamRecorder(true)));
        }
        assertThat(peer.sent()).hasSize(256).allSatisfy(sent -> assertThat(sent.flags()).isEqualTo(SYN));
        assertThat(opened).filteredOn(Future::isSuccess).hasSize(256);

        peer.send(WINDOW_UPDATE, ACK, 1, 0)
                .send(WINDOW_UPDATE, ACK, 1, 0)
                .send(DATA, ACK, 3, 0)
                .send(WINDOW_UPDATE, RST, 5, 0);
        assertThat(peer.sent()).extracting(Sent::id).containsExactly(513, 515, 517);
        assertThat(opened).filteredOn(Future::isSuccess).hasSize(259);
    }

    @Test
    void waitingOpensAreBounded() {
        reconnect(ScriptedPeer.QUIET, Role.INITIATOR, Limits.CONNECTION);
        List<Future<?>> opened = new ArrayList<>();
        for (int i = 0; i < 256 + 4096 + 1; i++) {
            opened.add(peer.session().open(new StreamRecorder(true)));
        }

        assertThat(opened.get(256 + 4095).isDone()).isFalse();
        assertThat(opened.getLast().cause()).hasMessageContaining("too many");
    }

    @Test
    void theScopeRefusesStreamsOfOurOwnByName() {
        reconnect(ScriptedPeer.QUIET, Role.INITIATOR, new Limits(0, 0, 1, 1, 1 << 20));
        peer.session().open(new StreamRecorder(true));

        assertThat(peer.session().open(new StreamRecorder(true)).cause())
                .hasMessageContaining("streams-outbound");
        peer.open(2).open(4);
        assertThat(peer.accepted()).hasSize(1);
        assertThat(peer.count(Refusal.CONNECTION_STREAMS_INBOUND)).isEqualTo(1);
    }

    @Test
    void codesTravelWithResetsBothWays() {
        peer.open(1).open(3);
        peer.sent();
        peer.session().reset(peer.accepted().get(0).channel(), 0x1003);
        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, RST, 1, 0x1003));

        peer.send(WINDOW_UPDATE, RST, 3, 0xFFFF_FFFFL);
        assertThat(peer.accepted().get(1).events()).contains("reset by peer 4294967295");
    }

    @Test
    void aClosedStreamStillGivesCreditForWhatItDiscards() {
        peer.open(1);
        peer.last().channel().shutdown();
        peer.sent();
        peer.data(0, 1, WINDOW / 2);

        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, 0, 1, WINDOW / 2));
        assertThat(peer.session().streams()).isZero();
        assertThat(peer.scope().streams()).as("it lingers").isEqualTo(1);
        peer.send(WINDOW_UPDATE, FIN, 1, 0);
        assertThat(peer.scope().streams()).isZero();
    }

    @Test
    void aPeerThatGoesOnSendingToAClosedStreamIsStopped() {
        peer.open(1);
        peer.last().channel().shutdown();
        int sent = 0;
        while (peer.scope().streams() == 1 && sent < 100) {
            peer.data(0, 1, WINDOW / 2);
            sent++;
        }

        assertThat(sent).isEqualTo(9);
        assertThat(peer.sent()).last().isEqualTo(new Sent(WINDOW_UPDATE, RST, 1, 0));
        assertThat(peer.count(Refusal.MUXER_LINGERED)).isEqualTo(1);
    }

    @Test
    void aPeerThatNeverEndsAClosedStreamIsToldSoInTheEnd() {
        peer.open(1).open(3);
        peer.accepted().get(0).channel().shutdown();
        peer.sent();
        peer.advance(Duration.ofSeconds(20));
        peer.accepted().get(1).channel().shutdown();
        peer.sent();
        peer.advance(Duration.ofSeconds(10));
        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, RST, 1, 0));
        peer.advance(Duration.ofSeconds(20));
        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, RST, 3, 0));
        assertThat(peer.scope().streams()).isZero();
    }

    @Test
    void aClosedStreamWhoseLastBytesGetNoCreditIsResetInTheEnd() {
        peer.open(1);
        ChannelFuture written = write(0, WINDOW + 1);
        peer.sent();
        ChannelFuture shut = peer.last().channel().shutdown();
        peer.advance(Duration.ofSeconds(29));
        assertThat(peer.last().channel().isOpen()).isTrue();
        peer.sent();

        peer.advance(Duration.ofSeconds(1));
        assertThat(peer.last().events()).endsWith("reset 0", "inactive");
        assertThat(written.isSuccess()).isFalse();
        assertThat(shut.isSuccess()).isFalse();
        assertThat(peer.sent()).containsExactly(new Sent(WINDOW_UPDATE, RST, 1, 0));
        assertThat(peer.scope().streams()).isZero();
    }

    @Test
    void aClosedStreamWhoseLastBytesLeaveSlowlyHasTime() {
        peer.open(1);
        ChannelFuture written = write(0, WINDOW + 10);
        peer.last().channel().shutdown();
        for (int i = 0; i < 10; i++) {
            peer.advance(Duration.ofSeconds(25));
            peer.send(WINDOW_UPDATE, 0, 1, 1);
        }

        assertThat(written.isSuccess()).isTrue();
        assertThat(peer.last().events()).endsWith("fin sent", "inactive");
        assertThat(peer.count(Refusal.MUXER_LINGERED)).isZero();
    }

    @Test
    void aStreamItsHandlerStillHoldsMayWaitForCreditForEver() {
        peer.open(1);
        write(0, WINDOW + 10);
        peer.last().channel().shutdownOutput();
        peer.send(WINDOW_UPDATE, FIN, 1, 0);
        peer.advance(Duration.ofHours(1));

        assertThat(peer.last().channel().isOpen()).isTrue();
    }

    @Test
    void aStreamOpenedInTheMiddleOfATurnIsOpenedBeforeItsData() {
        reconnect(ScriptedPeer.QUIET, Role.INITIATOR, Limits.CONNECTION);
        StreamRecorder first = new StreamRecorder(true);
        peer.session().open(first);
        first.channel().writeAndFlush(Unpooled.copiedBuffer(new byte[10])).addListener(written -> {
            StreamRecorder second = new StreamRecorder(true);
            peer.session().open(second);
            second.channel().writeAndFlush(Unpooled.copiedBuffer(new byte[20]));
        });

        assertThat(peer.sent()).extracting(Sent::id, Sent::flags, Sent::length)
                .containsExactly(tuple(1, SYN, 0L), tuple(1, 0, 10L), tuple(3, SYN, 0L), tuple(3, 0, 20L));
    }

    @Test
    void shuttingInputDiscardsAndThenStopsTheSender() {
        peer.open(1);
        peer.last().channel().shutdownInput();
        peer.sent();
        for (int i = 0; i < 8; i++) {
            peer.data(0, 1, WINDOW / 2);
        }
        assertThat(peer.sent()).hasSize(8);

        // No credit any more: a peer that does not care runs into its window.
        peer.data(0, 1, WINDOW);
        assertThat(peer.sent()).isEmpty();
        assertThat(peer.last().channel().isOpen()).isTrue();
        assertThat(peer.last().bytes()).isEmpty();
    }

    @Test
    void keepAlivePingsAtTheBeginningAndThenRegularly() {
        reconnect(YamuxConfig.defaults(), Role.RESPONDER, Limits.CONNECTION);
        assertThat(peer.sent()).containsExactly(new Sent(PING, SYN, 0, 1));
        peer.send(PING, ACK, 0, 1);
        peer.advance(Duration.ofSeconds(10));
        assertThat(peer.sent()).isEmpty();
        peer.advance(Duration.ofSeconds(30));
        assertThat(peer.sent()).containsExactly(new Sent(PING, SYN, 0, 2));
    }

    @Test
    void aPeerThatSaysNothingAfterAPingIsGone() {
        reconnect(YamuxConfig.defaults(), Role.RESPONDER, Limits.CONNECTION);
        peer.advance(Duration.ofSeconds(10));

        assertThat(peer.channel().isOpen()).isFalse();
        assertThat(peer.count(Refusal.MUXER_KEEP_ALIVE_TIMEOUT)).isEqualTo(1);
        assertThat(peer.session().closeReason()).contains("nothing received for 10000 ms");
    }

    @Test
    void whoeverSendsAnythingIsAlive() {
        reconnect(YamuxConfig.defaults(), Role.RESPONDER, Limits.CONNECTION);
        for (int i = 0; i < 100; i++) {
            peer.open(2L * i + 1);
            peer.advance(Duration.ofSeconds(9));
        }

        assertThat(peer.channel().isOpen()).isTrue();
    }

    @Test
    void aHandlerThatFailsAtOpeningCostsItsStreamOnly() {
        peer.close();
        YamuxMuxer muxer = new YamuxMuxer(ScriptedPeer.QUIET);
        EmbeddedChannel channel = new EmbeddedChannel();
        MuxerSession session = muxer.start(channel, Role.RESPONDER, peer.scope());
        session.accept(stream -> {
            throw new IllegalStateException("no");
        });
        channel.writeInbound(ScriptedPeer.frame(WINDOW_UPDATE, SYN, 1, 0, 0));

        assertThat(session.streams()).isZero();
        assertThat(channel.isOpen()).isTrue();
        session.close();
        channel.finishAndReleaseAll();
    }

    private ChannelFuture write(int stream, int length) {
        return peer.accepted().get(stream).channel().writeAndFlush(Unpooled.copiedBuffer(new byte[length]));
    }

    private static List<String> sizes(List<Sent> sent) {
        return sent.stream()
                .filter(frame -> frame.type() == DATA)
                .map(frame -> frame.id() + ":" + frame.length())
                .toList();
    }

    private void measureRoundTrip(int maxWindow, Limits limits) {
        reconnect(new YamuxConfig(WINDOW, maxWindow, 10, 10, Duration.ofSeconds(30)), Role.RESPONDER, limits);
        peer.advance(ROUND_TRIP);
        peer.send(PING, ACK, 0, 1).open(1);
        peer.sent();
    }

    private void reconnect(YamuxConfig config, Role role, Limits limits) {
        peer.close();
        peer = new ScriptedPeer(config, role, limits);
    }
}
