package dev.jlibp2p.protocol.identify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnStatementTest {

    private static final Identity SELF = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final IdentifySettings SETTINGS = IdentifySettings.of("jlibp2p/test");

    private static final Multiaddr OBSERVED = Multiaddr.of("/ip4/9.9.9.9/tcp/9");

    @Test
    void anOrdinaryStatementIsOneMessage() throws Exception {
        OwnStatement statement = statement(20, 8);

        List<byte[]> messages = statement.messages(OBSERVED);

        assertThat(messages).hasSize(1);
        PeerStatement read = read(messages);
        assertThat(read.publicKey()).hasValueSatisfying(key -> assertThat(key).isEqualTo(SELF.publicKey().encoded()));
        assertThat(read.agentVersion()).hasValue("jlibp2p/test");
        assertThat(read.protocolVersion()).hasValue("ipfs/0.1.0");
        assertThat(read.observedAddress()).hasValue(OBSERVED);
        assertThat(read.protocols()).isEqualTo(statement.protocols());
        assertThat(read.listenAddresses()).isEqualTo(statement.addresses());
        assertThat(PeerRecord.open(read.signedPeerRecord().orElseThrow()).addresses()).isEqualTo(statement.addresses());
    }

    /** What rust reads: one message of 4096 bytes, with the key in it. */
    @Test
    void theFirstMessageIsCompleteInItself() throws Exception {
        OwnStatement statement = statement(60, 64);

        List<byte[]> messages = statement.messages(OBSERVED);

        assertThat(messages).hasSizeGreaterThan(1);
        PeerStatement first = read(messages.subList(0, 1));
        assertThat(first.publicKey()).isPresent();
        assertThat(first.agentVersion()).isPresent();
        assertThat(first.observedAddress()).isPresent();
        assertThat(first.protocols()).isEqualTo(statement.protocols());
        assertThat(first.listenAddresses()).isEqualTo(statement.addresses());
    }

    @Test
    void manyProtocolsLeaveRoomForAddressesInTheFirstMessage() throws Exception {
        OwnStatement statement = statement(500, 12);

        PeerStatement first = read(statement.messages(OBSERVED).subList(0, 1));

        assertThat(first.listenAddresses()).isEqualTo(statement.addresses());
        assertThat(first.protocols()).isNotEmpty().hasSizeLessThan(500);
    }

    @Test
    void howeverMuchThereIsNoMessageIsLongerThanRustReadsAndNoneIsAnEleventh() throws Exception {
        for (int protocols = 0; protocols < 2_000; protocols += 97) {
            OwnStatement statement = statement(protocols, 64);

            List<byte[]> messages = statement.messages(OBSERVED);

            assertThat(messages).hasSizeBetween(1, 10).allMatch(message -> message.length <= 4_096);
            PeerStatement read = read(messages);
            assertThat(read.signedPeerRecord()).as("the record is never crowded out").isPresent();
            assertThat(statement.protocols()).startsWith(read.protocols().toArray(ProtocolId[]::new));
        }
    }

    @Test
    void withoutAddressesThereIsNoRecord() throws Exception {
        OwnStatement statement = new OwnStatement(SELF.publicKey(), SETTINGS, protocols(2), List.of(), null);

        assertThat(read(statement.messages(OBSERVED)).signedPeerRecord()).isEmpty();
    }

    private static OwnStatement statement(int protocols, int addresses) {
        List<Multiaddr> all = IntStream.range(0, addresses)
                .mapToObj(i -> Multiaddr.of("/ip4/1.2.3.4/udp/" + (i + 1) + "/quic-v1"))
                .toList();
        return new OwnStatement(SELF.publicKey(), SETTINGS, protocols(protocols), all,
                new PeerRecord(SELF.peerId(), 1, all).seal(SELF));
    }

    private static List<ProtocolId> protocols(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ProtocolId.of("/some/protocol/of/ordinary/length/" + i))
                .toList();
    }

    private static PeerStatement read(List<byte[]> messages) throws InvalidDataException {
        PeerStatement statement = new PeerStatement();
        for (byte[] message : messages) {
            statement.add(message);
        }
        return statement;
    }
}
