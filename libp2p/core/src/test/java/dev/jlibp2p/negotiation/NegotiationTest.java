package dev.jlibp2p.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Recorder;
import dev.jlibp2p.testsupport.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
    private static final ProtocolId PING = ProtocolId.of("/ipfs/ping/1.0.0");
    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");
    private static final ProtocolId LONG = ProtocolId.of("/" + "l".repeat(1022));

    private final PullChannel proposing = new PullChannel();
    private final PullChannel answering = new PullChannel();

    @AfterEach
    void release() {
        proposing.finishAndReleaseAll();
        answering.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 20, 21, 22, 1000, Integer.MAX_VALUE})
    void settlesOnTheFirstProtocolBothSpeak(int chunk) {
        Future<ProtocolId> proposed = Negotiation.propose(proposing, List.of(LONG, PING, ECHO));
        Future<ProtocolId> answered = Negotiation.answer(answering, List.of(ECHO, PING));
        new Wire(proposing, answering, chunk).run();

        assertThat(proposed.getNow()).isEqualTo(PING);
        assertThat(answered.getNow()).isEqualTo(PING);
    }

    @Test
    void headerAndFirstProposalAreOneFlight() {
        Negotiation.propose(proposing, List.of(PING, ECHO));

        ByteBuf flight = proposing.readOutbound();
        assertThat(text(flight)).isEqualTo("\u0013/multistream/1.0.0\n\u0011/ipfs/ping/1.0.0\n");
        assertThat(proposing.<ByteBuf>readOutbound()).isNull();
    }

    @Test
    void namesWhatWasProposedWhenThePeerSpeaksNone() {
        Future<ProtocolId> proposed = Negotiation.propose(proposing, List.of(PING, ECHO));
        Negotiation.answer(answering, List.of(LONG));
        new Wire(proposing, answering).run();

        assertThat(proposed.cause()).isInstanceOf(ProtocolNotSupportedException.class)
                .hasMessageContaining(PING.toString())
                .hasMessageContaining(ECHO.toString());
    }

    @Test
    void carriesTheLongestProtocolId() {
        Future<ProtocolId> proposed = Negotiation.propose(proposing, List.of(LONG));
        Negotiation.answer(answering, List.of(LONG));
        new Wire(proposing, answering).run();

        assertThat(proposed.getNow()).isEqualTo(LONG);
    }

    @Test
    void leavesThePipelineWithTheFirstReadOfALaterHandler() {
        Negotiation.propose(proposing, List.of(PING));
        Negotiation.answer(answering, List.of(PING));
        new Wire(proposing, answering).run();
        assertThat(answering.pipeline().get(Responder.class)).isNotNull();
        answering.pipeline().addLast(Recorder.reading());
        proposing.pipeline().addLast(Recorder.reading());

        assertThat(answering.pipeline().get(Responder.class)).isNull();
        assertThat(proposing.pipeline().get(EagerInitiator.class)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20, 21, 40, 41, Integer.MAX_VALUE})
    void losesNoByteBehindTheNegotiation(int chunk) {
        Negotiation.proposeLazily(proposing, PING);
        proposing.writeAndFlush(bytes("first bytes"));
        Future<ProtocolId> answered = Negotiation.answer(answering, List.of(PING));
        new Wire(proposing, answering, chunk).run();
        assertThat(answered.getNow()).isEqualTo(PING);
        Recorder recorder = Recorder.passive();
        answering.pipeline().addLast(recorder);
        new Wire(proposing, answering, chunk).run();
        assertThat(recorder.messages()).isZero();

        answering.pipeline().addLast(Recorder.reading());
        while (answering.undelivered() > 0) {
            answering.read();
            new Wire(proposing, answering, chunk).run();
        }

        assertThat(recorder.bytes()).asString().isEqualTo("first bytes");
    }

    @Test
    void anAutoReaderThatComesLateIsGivenWhatWasHeldAndTheChannelIsReadOn() {
        Negotiation.answer(answering, List.of(PING));
        answering.arrive(bytes("\u0013/multistream/1.0.0\n\u0011/ipfs/ping/1.0.0\nheld"));
        answering.arrive(bytes(" and later"));
        answering.deliver();
        Recorder recorder = Recorder.passive();
        answering.pipeline().addLast(recorder);

        answering.config().setAutoRead(true);
        answering.deliver();

        assertThat(recorder.bytes()).asString().isEqualTo("held and later");
        assertThat(answering.undelivered()).isZero();
    }

    @Test
    void theEndOfInputComesAfterTheBytesHeld() {
        Negotiation.answer(answering, List.of(PING));
        answering.arrive(bytes("\u0013/multistream/1.0.0\n\u0011/ipfs/ping/1.0.0\nall there is"));
        answering.deliver();
        answering.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        Recorder recorder = Recorder.passive();
        answering.pipeline().addLast(recorder);
        assertThat(recorder.events()).isEmpty();

        answering.read();
        assertThat(recorder.bytes()).asString().isEqualTo("all there is");
        assertThat(recorder.events()).containsExactly(ChannelInputShutdownEvent.INSTANCE);
    }

    @Test
    void theEndOfInputDuringNegotiationFailsIt() {
        Future<ProtocolId> proposed = Negotiation.propose(proposing, List.of(PING));
        Future<ProtocolId> answered = Negotiation.answer(answering, List.of(PING));
        proposing.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        answering.close();

        assertThat(proposed.cause()).isInstanceOf(EOFException.class).hasMessageContaining(PING.toString());
        assertThat(answered.cause()).isInstanceOf(EOFException.class).hasMessageContaining(PING.toString());
    }

    @Test
    void worksOnAChannelThatBecomesActiveLater() {
        Future<ProtocolId> proposed = Negotiation.propose(proposing, List.of(PING));
        proposing.pipeline().fireChannelActive();
        Negotiation.answer(answering, List.of(PING));
        new Wire(proposing, answering).run();

        assertThat(proposed.getNow()).isEqualTo(PING);
    }

    @Test
    void listsTheProtocolsForAPeerThatAsks() {
        Negotiation.answer(answering, List.of(PING, ECHO));
        answering.arrive(bytes("\u0013/multistream/1.0.0\n\u0003ls\n"));
        answering.deliver();

        assertThat(outbound(answering))
                .isEqualTo("\u0013/multistream/1.0.0\n \u0011/ipfs/ping/1.0.0\n\f/echo/1.0.0\n\n");
    }

    private static String outbound(PullChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.append(text(next));
        }
        return all.toString();
    }

    private static String text(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.release();
        return text;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
