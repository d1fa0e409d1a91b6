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

class LazyNegotiationTest {
    private static final ProtocolId PING = ProtocolId.of("/ipfs/ping/1.0.0");
    private static final String FLIGHT = "\u0013/multistream/1.0.0\n\u0011/ipfs/ping/1.0.0\n";

    private final PullChannel channel = new PullChannel();
    private final Recorder application = Recorder.passive();

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void nothingLeavesBeforeTheApplicationFlushes() {
        propose();
        assertThat(outbound()).isEmpty();

        channel.writeAndFlush(bytes("hello"));
        assertThat(outbound()).isEqualTo(FLIGHT + "hello");
    }

    @Test
    void theFirstReadSendsTheProposalToo() {
        propose();
        channel.read();

        assertThat(outbound()).isEqualTo(FLIGHT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 19, 20, 21, 37, 38, 39, 40})
    void theConfirmationNeverReachesTheApplication(int split) {
        propose();
        channel.read();
        channel.arrive(bytes((FLIGHT + "answer").substring(0, split)));
        channel.arrive(bytes((FLIGHT + "answer").substring(split)));
        channel.deliver();

        assertThat(application.bytes()).asString().isEqualTo("answer".substring(0, application.bytes().length));
        channel.read();
        channel.deliver();
        assertThat(application.bytes()).asString().isEqualTo("answer");
        assertThat(channel.pipeline().get(LazyInitiator.class)).isNull();
    }

    @Test
    void aRefusalIsReportedAndClosesTheChannel() {
        Future<ProtocolId> confirmed = propose();
        channel.writeOneOutbound(bytes("hello"));
        channel.flush();
        channel.arrive(bytes("\u0013/multistream/1.0.0\n\u0003na\n"));
        channel.deliver();

        assertThat(application.failures()).singleElement()
                .isInstanceOf(ProtocolNotSupportedException.class)
                .asString()
                .contains(PING.toString());
        assertThat(confirmed.cause()).isSameAs(application.failures().getFirst());
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoeverProposedLearnsOfTheAnswerToo() {
        Future<ProtocolId> confirmed = propose();
        channel.read();
        assertThat(confirmed.isDone()).isFalse();
        channel.arrive(bytes(FLIGHT));
        channel.deliver();

        assertThat(confirmed.getNow()).isEqualTo(PING);
        outbound();
    }

    @Test
    void anAnswerToAnotherProposalIsReportedAndClosesTheChannel() {
        propose();
        channel.read();
        channel.arrive(bytes("\u0013/multistream/1.0.0\n\u0011/ipfs/pong/1.0.0\n"));
        channel.deliver();

        assertThat(application.failures()).singleElement().isInstanceOf(NegotiationException.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theEndOfInputInsteadOfAConfirmationIsReported() {
        propose();
        channel.read();
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(application.failures()).singleElement().isInstanceOf(EOFException.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatComesBehindTheConfirmationWaitsForTheApplication() {
        propose();
        channel.writeAndFlush(bytes("hello"));
        channel.arrive(bytes(FLIGHT + "answer"));
        channel.deliver();
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(application.messages()).isZero();

        channel.read();
        assertThat(application.bytes()).asString().isEqualTo("answer");
        assertThat(application.events()).containsExactly(ChannelInputShutdownEvent.INSTANCE);
        outbound();
    }

    @Test
    void asksTheChannelAgainWhenTheConfirmationCameAlone() {
        propose();
        channel.read();
        channel.arrive(bytes(FLIGHT));
        channel.deliver();
        channel.arrive(bytes("answer"));
        channel.deliver();

        assertThat(application.bytes()).asString().isEqualTo("answer");
    }

    @Test
    void agreesWithTheAnsweringEnd() {
        PullChannel peer = new PullChannel();
        Recorder peerApplication = Recorder.reading();
        propose();
        channel.writeAndFlush(bytes("hello"));
        Negotiation.answer(peer, List.of(PING)).addListener(done -> peer.pipeline().addLast(peerApplication));
        new Wire(channel, peer).run();
        peer.writeAndFlush(bytes("answer"));
        channel.read();
        new Wire(channel, peer).run();

        assertThat(peerApplication.bytes()).asString().isEqualTo("hello");
        assertThat(application.bytes()).asString().isEqualTo("answer");
        peer.finishAndReleaseAll();
    }

    private Future<ProtocolId> propose() {
        Future<ProtocolId> confirmed = Negotiation.proposeLazily(channel, PING);
        channel.pipeline().addLast(application);
        return confirmed;
    }

    private String outbound() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.append(next.toString(StandardCharsets.UTF_8));
            next.release();
        }
        return all.toString();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
