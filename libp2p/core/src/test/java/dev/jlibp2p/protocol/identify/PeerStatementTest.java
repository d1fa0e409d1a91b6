package dev.jlibp2p.protocol.identify;

import static dev.jlibp2p.protocol.identify.PeerStatement.AGENT_VERSION;
import static dev.jlibp2p.protocol.identify.PeerStatement.LISTEN_ADDRESS;
import static dev.jlibp2p.protocol.identify.PeerStatement.OBSERVED_ADDRESS;
import static dev.jlibp2p.protocol.identify.PeerStatement.PROTOCOL_VERSION;
import static dev.jlibp2p.protocol.identify.PeerStatement.PUBLIC_KEY;
import static dev.jlibp2p.protocol.identify.PeerStatement.SIGNED_PEER_RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerStatementTest {

    private final PeerStatement statement = new PeerStatement();

    @Test
    void everyFieldIsUnderstood() throws Exception {
        statement.add(new MessageBuilder().bytes(PUBLIC_KEY, new byte[]{1})
                .address("/ip4/1.2.3.4/tcp/1")
                .protocol("/a")
                .bytes(OBSERVED_ADDRESS, Multiaddr.of("/ip4/5.6.7.8/tcp/2").bytes())
                .text(PROTOCOL_VERSION, "family/1")
                .text(AGENT_VERSION, "agent/1")
                .bytes(SIGNED_PEER_RECORD, new byte[]{2})
                .build());

        assertThat(statement.publicKey()).hasValueSatisfying(key -> assertThat(key).containsExactly(1));
        assertThat(statement.listenAddresses()).containsExactly(Multiaddr.of("/ip4/1.2.3.4/tcp/1"));
        assertThat(statement.protocols()).containsExactly(ProtocolId.of("/a"));
        assertThat(statement.observedAddress()).hasValue(Multiaddr.of("/ip4/5.6.7.8/tcp/2"));
        assertThat(statement.protocolVersion()).hasValue("family/1");
        assertThat(statement.agentVersion()).hasValue("agent/1");
        assertThat(statement.signedPeerRecord()).hasValueSatisfying(record -> assertThat(record).containsExactly(2));
    }

    @Test
    void ofSeveralMessagesListsGrowAndTheRestIsReplaced() throws Exception {
        statement.add(
                new MessageBuilder().protocol("/a").address("/ip4/1.2.3.4/tcp/1").text(AGENT_VERSION, "old").build());
        statement.add(
                new MessageBuilder().protocol("/b").address("/ip4/1.2.3.4/tcp/2").text(AGENT_VERSION, "new").build());
        statement.add(new byte[0]);

        assertThat(statement.protocols()).containsExactly(ProtocolId.of("/a"), ProtocolId.of("/b"));
        assertThat(statement.listenAddresses()).hasSize(2);
        assertThat(statement.agentVersion()).hasValue("new");
    }

    @Test
    void whatIsMissingIsEmpty() throws Exception {
        statement.add(new byte[0]);

        assertThat(statement.protocols()).isEmpty();
        assertThat(statement.publicKey()).isEmpty();
        assertThat(statement.agentVersion()).isEmpty();
        assertThat(statement.signedPeerRecord()).isEmpty();
    }

    /** P1: bad parts are left out, the good ones stay. */
    @Test
    void senselessPartsAreLeftOut() throws Exception {
        statement.add(new MessageBuilder().bytes(LISTEN_ADDRESS, new byte[]{-1, -1, -1, -1})
                .address("/ip4/1.2.3.4/tcp/1")
                .protocol("no slash")
                .protocol("")
                .protocol("/" + "x".repeat(5_000))
                .protocol("/a\n")
                .protocol("/b")
                .bytes(OBSERVED_ADDRESS, new byte[0])
                .build());

        assertThat(statement.listenAddresses()).hasSize(1);
        assertThat(statement.protocols()).containsExactly(ProtocolId.of("/b"));
        assertThat(statement.observedAddress()).isEmpty();
    }

    /** C6: wrong wire types and unknown fields. */
    @Test
    void whatIsNotOfThisMessageIsSkipped() throws Exception {
        statement.add(new MessageBuilder().number(AGENT_VERSION, Long.MAX_VALUE)
                .number(PUBLIC_KEY, -1)
                .text(7, "unknown")
                .raw(0x15, 1, 2, 3, 4)
                .raw(0x19, 1, 2, 3, 4, 5, 6, 7, 8)
                .protocol("/a")
                .build());

        assertThat(statement.agentVersion()).isEmpty();
        assertThat(statement.publicKey()).isEmpty();
        assertThat(statement.protocols()).hasSize(1);
    }

    /** C6: groups nested without end, lengths beyond the message, endless numbers, field 0. */
    @ParameterizedTest
    @ValueSource(strings = {"0b0b0b0b0b0b0b0b", "0c", "1a05aa", "1affffffff07", "1affffffffffffffffff01",
        "32ffffffff0f", "00",
        "0a", "ffffffffffffffffffffffff", "08ffffffffffffffffffffffff", "1e00", "1f00"})
    void malformedMessagesAreRefused(String hex) {
        assertThatThrownBy(() -> statement.add(HexFormat.of().parseHex(hex))).isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("malformed");
    }

    @Test
    void aMessageCutAnywhereIsRefusedOrUnderstoodSoFar() {
        byte[] whole = new MessageBuilder().bytes(PUBLIC_KEY, new byte[36])
                .address("/ip4/1.2.3.4/tcp/1")
                .protocol("/a")
                .number(9, 1L << 40)
                .text(AGENT_VERSION, "agent")
                .build();
        for (int cut = 0; cut < whole.length; cut++) {
            PeerStatement part = new PeerStatement();
            try {
                part.add(Arrays.copyOf(whole, cut));
            } catch (InvalidDataException e) {
                assertThat(e).hasMessageContaining("of " + cut + " bytes");
            }
            assertThat(part.agentVersion()).isEmpty();
        }
    }

    /** C6 and X-22: as many empty elements as fit, over as many messages as are read. */
    @Test
    void elementsBeyondTheLimitAreSkippedUnread() throws Exception {
        byte[] bomb = new byte[PeerStatement.MAX_BYTES];
        for (int i = 0; i + 1 < bomb.length; i += 2) {
            bomb[i] = (byte) (i < bomb.length / 2 ? 0x12 : 0x1a);
        }
        for (int i = 0; i < PeerStatement.MAX_MESSAGES; i++) {
            statement.add(bomb);
        }
        statement.add(new MessageBuilder().protocol("/late").address("/ip4/1.2.3.4/tcp/1").build());

        assertThat(statement.protocols()).as("senseless ones count").isEmpty();
        assertThat(statement.listenAddresses()).isEmpty();
    }

    /** thousands of protocols and addresses in chunks. */
    @Test
    void protocolsAndAddressesAreCappedOverAllMessages() throws Exception {
        for (int message = 0; message < 10; message++) {
            MessageBuilder builder = new MessageBuilder();
            for (int i = 0; i < 200; i++) {
                builder.protocol("/p/" + message + "/" + i).address("/ip4/1.2.3.4/tcp/" + (1 + message * 200 + i));
            }
            statement.add(builder.build());
        }

        assertThat(statement.protocols()).hasSize(1_024).first().isEqualTo(ProtocolId.of("/p/0/0"));
        assertThat(statement.listenAddresses()).hasSize(256);
        assertThat(List.copyOf(statement.protocols())).doesNotHaveDuplicates();
    }
}
