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

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.muxer.yamux.ScriptedPeer.Sent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row M9 of the threat catalogue: however a connection ends, each stream ends once and says why. */
class YamuxEndTest {
    private static final List<String> CONVERSATION = List.of("active", "read", "fin received");

    @Test
    void goAwayOfThePeerLetsOpenStreamsFinishAndOpensNoMore() {
        try (ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.QUIET, Role.INITIATOR)) {
            StreamRecorder ours = new StreamRecorder(true);
            peer.session().open(ours);
            assertThat(peer.session().isClosing()).isFalse();
            peer.send(GO_AWAY, 0, 0, Frame.NORMAL_TERMINATION);
            assertThat(peer.session().isClosing()).isTrue();
            assertThat(peer.session().open(new StreamRecorder(true)).cause()).isInstanceOf(IOException.class)
                    .hasMessageContaining("going away");

            peer.data(ACK | FIN, 1, 5);
            ours.channel().shutdownOutput();
            peer.sent();
            assertThat(ours.bytes()).hasSize(5);
            assertThat(ours.events()).containsExactly("active", "read", "fin received", "fin sent", "inactive");
            assertThat(peer.session().closeReason()).isEqualTo("closed by peer");
            assertThat(peer.channel().isOpen()).isFalse();
        }
    }

    @Test
    void goAwayWithoutStreamsIsTheEnd() {
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.send(GO_AWAY, 0, 0, Frame.NORMAL_TERMINATION);

            assertThat(peer.channel().isOpen()).isFalse();
            assertThat(peer.session().closed().isSuccess()).isTrue();
        }
    }

    @Test
    void goAwayWithAnErrorEndsStreamsAtOnce() {
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.open(1).send(GO_AWAY, 0, 0, Frame.INTERNAL_ERROR);

            assertThat(peer.last().events()).containsExactly("active", "the peer closed the connection, code 2",
                    "inactive");
            assertThat(peer.session().closeReason()).isEqualTo("closed by peer, code 2");
        }
    }

    @Test
    void goAwayFailsThoseWhoWaitToOpen() {
        try (ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.QUIET, Role.INITIATOR)) {
            Future<DuplexChannel> last = peer.session().open(new StreamRecorder(true));
            for (int i = 0; i < 256; i++) {
                last = peer.session().open(new StreamRecorder(true));
            }
            assertThat(last.isDone()).isFalse();
            peer.send(GO_AWAY, 0, 0, Frame.NORMAL_TERMINATION);

            assertThat(last.cause()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void closingSaysGoodbye() {
        ScriptedPeer peer = new ScriptedPeer();
        peer.open(1);
        peer.sent();
        peer.session().close();
        peer.session().close();

        assertThat(peer.sent()).containsExactly(new Sent(GO_AWAY, 0, 0, Frame.NORMAL_TERMINATION));
        assertThat(peer.last().events()).containsExactly("active", "the connection was closed", "inactive");
        assertThat(peer.channel().isOpen()).isFalse();
        peer.close();
    }

    @Test
    void closingDoesNotWaitForAPeerThatDoesNotRead() {
        ScriptedPeer peer = new ScriptedPeer();
        peer.stopReading();
        peer.session().close();

        assertThat(peer.channel().isOpen()).isFalse();
        peer.close();
    }

    @Test
    void whatArrivesBeforeTheSessionIsAcceptedWaits() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAutoRead(false);
        ScriptedPeer scope = new ScriptedPeer();
        YamuxMuxer muxer = new YamuxMuxer(ScriptedPeer.QUIET);
        MuxerSession session = muxer.start(channel, Role.RESPONDER, scope.scope());
        channel.writeInbound(ScriptedPeer.frame(DATA, SYN | FIN, 1, 5, 5));
        assertThat(channel.config().isAutoRead()).isFalse();

        StreamRecorder recorder = new StreamRecorder(true);
        session.accept(stream -> stream.pipeline().addLast(recorder));
        assertThat(recorder.events()).isEqualTo(CONVERSATION);
        assertThat(channel.config().isAutoRead()).isTrue();
        session.close();
        channel.finishAndReleaseAll();
        scope.close();
    }

    @Test
    void aSessionClosedBeforeItIsAcceptedHoldsNothing() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ScriptedPeer scope = new ScriptedPeer();
        MuxerSession session = new YamuxMuxer(ScriptedPeer.QUIET).start(channel, Role.RESPONDER, scope.scope());
        channel.writeInbound(ScriptedPeer.frame(DATA, SYN, 1, 5, 5));
        session.close();
        channel.runPendingTasks();

        assertThat(session.closed().isSuccess()).isTrue();
        channel.finishAndReleaseAll();
        scope.close();
    }

    @Test
    void aConversationCutAtAnyByteEndsEveryStreamOnceWithAReason() {
        ByteBuf script = script();
        for (int cut = 0; cut <= script.readableBytes(); cut++) {
            ScriptedPeer peer = new ScriptedPeer();
            peer.send(script.copy(0, cut));
            peer.channel().close();
            peer.channel().runPendingTasks();

            for (StreamRecorder stream : peer.accepted()) {
                assertThat(stream.events()).as("cut at %d", cut).endsWith("inactive");
                assertThat(stream.events()).filteredOn("inactive"::equals).hasSize(1);
                assertThat(stream.events())
                        .filteredOn(event -> event.startsWith("reset") || event.contains("connection"))
                        .hasSize(1);
            }
            peer.close();
            assertThat(peer.scope().streams()).isZero();
            assertThat(peer.scope().memory()).isZero();
        }
        script.release();
    }

    @Test
    void aConversationSplitAtAnyByteMeansTheSame() {
        ByteBuf script = script();
        List<String> whole = outcome(script, script.readableBytes());
        for (int split = 1; split < script.readableBytes(); split++) {
            assertThat(outcome(script, split)).as("split at %d", split).isEqualTo(whole);
        }
        script.release();
    }

    private static List<String> outcome(ByteBuf script, int split) {
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.send(script.copy(0, split)).send(script.copy(split, script.readableBytes() - split));
            List<String> outcome = new ArrayList<>();
            for (StreamRecorder stream : peer.accepted()) {
                outcome.add(stream.events() + " " + stream.bytes().length);
            }
            peer.sent().forEach(sent -> outcome.add(sent.toString()));
            return outcome;
        }
    }

    private static ByteBuf script() {
        return Unpooled.wrappedBuffer(ScriptedPeer.frame(WINDOW_UPDATE, SYN, 1, 0, 0),
                ScriptedPeer.frame(PING, SYN, 0, 3, 0),
                ScriptedPeer.frame(DATA, SYN, 3, 20, 20), ScriptedPeer.frame(DATA, FIN, 1, 30, 30),
                ScriptedPeer.frame(WINDOW_UPDATE, 0, 3, 100, 0), ScriptedPeer.frame(DATA, SYN | FIN, 5, 0, 0),
                ScriptedPeer.frame(WINDOW_UPDATE, RST, 3, 7, 0), ScriptedPeer.frame(DATA, 0, 3, 8, 8));
    }
}
