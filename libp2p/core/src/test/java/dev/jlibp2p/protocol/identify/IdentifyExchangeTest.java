package dev.jlibp2p.protocol.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.ProtocolId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentifyExchangeTest {

    @Test
    void messagesAreJoinedUntilTheEnd() throws Exception {
        PeerStatement statement = IdentifyExchange
                .read(MessageBuilder.stream(protocols(0, 1), protocols(1, 1), protocols(2, 1)));

        assertThat(statement.protocols()).containsExactly(ProtocolId.of("/p/0"), ProtocolId.of("/p/1"),
                ProtocolId.of("/p/2"));
    }

    /** P1: more than ten chunks. */
    @Test
    void whatFollowsTheTenthMessageIsNotRead() throws Exception {
        var input = MessageBuilder.stream(IntStream.range(0, 12).mapToObj(i -> protocols(i, 1)).toArray(byte[][]::new));

        assertThat(IdentifyExchange.read(input).protocols()).hasSize(10);
        assertThat(input.available()).isPositive();
    }

    /** P1: more than 8 KiB. */
    @Test
    void aMessageOfMoreThanEightKibibytesIsRefusedUnread() throws Exception {
        byte[] largest = new MessageBuilder().bytes(7, new byte[8_192 - 3]).build();
        assertThat(largest).hasSize(8_192);
        assertThat(IdentifyExchange.read(MessageBuilder.stream(largest)).protocols()).isEmpty();
        var tooLarge = new ByteArrayInputStream(new byte[]{(byte) 0x81, 0x40, 0});

        assertThatThrownBy(() -> IdentifyExchange.read(tooLarge)).isInstanceOf(IOException.class)
                .hasMessageContaining("8193");
        assertThat(tooLarge.available()).isEqualTo(1);
    }

    @Test
    void anEmptyStreamIsNoStatement() {
        assertThatThrownBy(() -> IdentifyExchange.read(new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void whatGoesWrongAfterTheFirstMessageOnlyEndsTheReading() throws Exception {
        byte[] malformed = {0x0b};

        PeerStatement statement = IdentifyExchange
                .read(MessageBuilder.stream(protocols(0, 1), malformed, protocols(1, 1)));

        assertThat(statement.protocols()).containsExactly(ProtocolId.of("/p/0"));
        assertThatThrownBy(() -> IdentifyExchange.read(MessageBuilder.stream(malformed, protocols(0, 1))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aStreamCutAnywhereGivesTheMessagesThatWereWhole() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        IdentifyExchange.write(sent, List.of(protocols(0, 3), protocols(3, 3)));
        int first = protocols(0, 3).length + 1;
        for (int cut = 0; cut < sent.size(); cut++) {
            var input = new ByteArrayInputStream(Arrays.copyOf(sent.toByteArray(), cut));
            if (cut < first) {
                assertThatThrownBy(() -> IdentifyExchange.read(input)).isInstanceOf(EOFException.class);
            } else {
                assertThat(IdentifyExchange.read(input).protocols()).hasSize(3);
            }
        }
    }

    private static byte[] protocols(int first, int count) {
        MessageBuilder builder = new MessageBuilder();
        IntStream.range(first, first + count).forEach(i -> builder.protocol("/p/" + i));
        return builder.build();
    }
}
