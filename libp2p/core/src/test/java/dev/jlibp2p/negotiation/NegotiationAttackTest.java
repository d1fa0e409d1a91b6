package dev.jlibp2p.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.testsupport.PullChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threats H3 and C2, demand X-33: a negotiation has bounds, and none of them waits for memory to be spent. */
class NegotiationAttackTest {
    private static final ProtocolId PING = ProtocolId.of("/ipfs/ping/1.0.0");
    private static final String HEADER = "\u0013/multistream/1.0.0\n";
    private static final String PROPOSAL = "\u0011/ipfs/ping/1.0.0\n";
    private static final String UNKNOWN = "\u0003/x\n";
    private static final String LIST = "\u0003ls\n";

    private final PullChannel channel = new PullChannel();

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void sixteenProposalsMayFail() {
        Future<ProtocolId> answered = answer();
        arrive(HEADER + UNKNOWN.repeat(Responder.MAX_REJECTIONS) + PROPOSAL);

        assertThat(answered.getNow()).isEqualTo(PING);
    }

    @Test
    void theSeventeenthFailingProposalEndsTheNegotiation() {
        Future<ProtocolId> answered = answer();
        arrive(HEADER + UNKNOWN.repeat(10_000));

        assertThat(answered.cause()).isInstanceOf(NegotiationException.class)
                .hasMessageContaining("/x")
                .hasMessageContaining(PING.toString());
        assertThat(outbound()).hasSizeLessThan(200);
    }

    @Test
    void aFewListsAreGivenAndNoMore() {
        Future<ProtocolId> answered = answer();
        arrive(HEADER + LIST.repeat(Responder.MAX_LISTINGS));
        assertThat(answered.isDone()).isFalse();
        arrive(LIST);

        assertThat(answered.cause()).isInstanceOf(NegotiationException.class).hasMessageContaining("list");
    }

    @Test
    void aListOfManyProtocolsStaysWithinALine() {
        List<ProtocolId> many = IntStream.range(0, 1000)
                .mapToObj(i -> ProtocolId.of("/protocol/" + i))
                .toList();
        Negotiation.answer(channel, many);
        arrive(HEADER + LIST);

        assertThat(outbound().length()).isBetween(900, HEADER.length() + 2 + Lines.MAX_LENGTH);
    }

    @Test
    void whoeverDoesNotTakeTheAnswersIsNotRead() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(4, 8));
        channel.pipeline().addLast(new Stuck());
        Future<ProtocolId> answered = answer();
        int reads = channel.reads();
        channel.arrive(bytes(HEADER + LIST));
        channel.arrive(bytes(LIST));
        channel.deliver();
        assertThat(channel.isWritable()).isFalse();
        assertThat(channel.reads()).isEqualTo(reads);
        assertThat(channel.undelivered()).isEqualTo(1);

        channel.pipeline().remove(Stuck.class);
        channel.flush();
        channel.deliver();
        channel.arrive(bytes(PROPOSAL));
        channel.deliver();
        assertThat(answered.getNow()).isEqualTo(PING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0014/multistream/1.0.0\nx", "\u0013/Multistream/1.0.0\n",
        "\u0013/multistream/2.0.0\n", "\u0013/multistream/1.0.0x",
        "GET /index.html HTTP/1.1\r\nHost: somewhere.example.org\r\nAccept: everything/there-is\r\n\r\n", "\u0003na\n"})
    void whoeverDoesNotBeginWithTheHeaderIsRefused(String start) {
        Future<ProtocolId> answered = answer();
        arrive(start);
        PullChannel other = new PullChannel();
        Future<ProtocolId> proposed = Negotiation.propose(other, List.of(PING));
        other.arrive(bytes(start));
        other.deliver();

        assertThat(answered.cause()).isInstanceOf(NegotiationException.class);
        assertThat(proposed.cause()).isInstanceOf(NegotiationException.class);
        other.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEADER, "\u0003NA\n", "\u0003LS\n", "\u0011/IPFS/ping/1.0.0\n", "\u0001\n",
        "\u0003/\u0000\n"})
    void nestedHeadersWrongCaseAndMalformedNamesAreUnknownProtocols(String proposal) {
        Future<ProtocolId> answered = answer();
        arrive(HEADER + proposal);

        assertThat(answered.isDone()).isFalse();
        assertThat(outbound()).isEqualTo(HEADER + "\u0003na\n");
    }

    @Test
    void aLineOfTheGreatestLengthIsTaken() {
        Future<ProtocolId> answered = answer();
        channel.arrive(Unpooled.wrappedBuffer(bytes(HEADER), line(Lines.MAX_LENGTH)));
        channel.deliver();

        assertThat(answered.isDone()).isFalse();
        assertThat(outbound()).isEqualTo(HEADER + "\u0003na\n");
    }

    @Test
    void aLineLongerByOneIsRefusedAtItsLength() {
        Future<ProtocolId> answered = answer();
        ByteBuf announced = line(Lines.MAX_LENGTH + 1);
        channel.arrive(Unpooled.wrappedBuffer(bytes(HEADER), announced.readRetainedSlice(2)));
        announced.release();
        channel.deliver();

        assertThat(answered.cause()).isInstanceOf(NegotiationException.class).hasMessageContaining("1025");
    }

    @Test
    void hugeAndPaddedLengthsAreRefusedAtTheSecondByte() {
        for (byte[] prefix : new byte[][]{{-1, -1}, {(byte) 0x80, (byte) 0x80}, {(byte) 0x94, 0}}) {
            PullChannel fresh = new PullChannel();
            Future<ProtocolId> answered = Negotiation.answer(fresh, List.of(PING));
            fresh.arrive(Unpooled.wrappedBuffer(prefix));
            fresh.deliver();

            assertThat(answered.cause()).isInstanceOf(NegotiationException.class);
            fresh.finishAndReleaseAll();
        }
    }

    @Test
    void anInitiatorIsNotLedThroughItsProposalsTwice() {
        Future<ProtocolId> proposed = propose();
        arrive(HEADER + "\u0003na\n" + PROPOSAL);

        assertThat(proposed.isSuccess()).isFalse();
    }

    @Test
    void nothingIsReadBeyondTheEndOfAFailedNegotiation() {
        Future<ProtocolId> answered = answer();
        arrive("\u0003na\n");
        int reads = channel.reads();
        channel.arrive(bytes(HEADER + PROPOSAL));
        channel.deliver();

        assertThat(answered.isSuccess()).isFalse();
        assertThat(channel.reads()).isEqualTo(reads);
    }

    private Future<ProtocolId> answer() {
        return Negotiation.answer(channel, List.of(PING));
    }

    private Future<ProtocolId> propose() {
        return Negotiation.propose(channel, List.of(PING));
    }

    private void arrive(String text) {
        channel.arrive(bytes(text));
        channel.deliver();
    }

    private String outbound() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.append(next.toString(StandardCharsets.UTF_8));
            next.release();
        }
        return all.toString();
    }

    private static ByteBuf line(int length) {
        ByteBuf line = Unpooled.buffer();
        line.writeByte(length | 0x80).writeByte(length >>> 7);
        return line.writeBytes(("/" + "l".repeat(length - 2) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /** A peer whose window is closed: what is flushed stays in the queue. */
    private static final class Stuck extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            // nothing leaves
        }
    }
}
