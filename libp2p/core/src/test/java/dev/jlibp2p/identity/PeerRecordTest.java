package dev.jlibp2p.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.ProtobufWriter;
import dev.jlibp2p.multiformats.TestVectors;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PeerRecordTest {
    private static final List<Multiaddr> ADDRESSES = List.of(
            Multiaddr.of("/ip4/192.0.2.1/tcp/4001"),
            Multiaddr.of("/ip6/2001:db8::1/udp/4001/quic-v1"),
            Multiaddr.of("/dns4/example.com/tcp/443/tls/ws"));

    static List<String> recordsByGo() {
        return TestVectors.lines(PeerRecordTest.class, "peer-records-by-go.txt");
    }

    @ParameterizedTest
    @MethodSource("recordsByGo")
    void isReadAndWrittenAsGoDoes(String line) throws InvalidDataException {
        String[] columns = line.split(" ");
        byte[] envelope = HexFormat.of().parseHex(columns[3]);
        Identity signer = KeyVectorsTest.vector(KeyType.of(columns[0]));
        PeerRecord record = PeerRecord.open(envelope);

        assertThat(record.peerId()).isEqualTo(PeerId.of(columns[1])).isEqualTo(signer.peerId());
        assertThat(Long.toUnsignedString(record.sequence())).isEqualTo(columns[2]);
        assertThat(record.addresses()).isEqualTo(ADDRESSES);
        if (signer.type() != KeyType.ECDSA) {
            assertThat(record.seal(signer).encoded()).as("deterministic in go as well").isEqualTo(envelope);
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromItsEnvelope(KeyType type) throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(type);
        PeerRecord record = new PeerRecord(signer.peerId(), 0, ADDRESSES);

        assertThat(PeerRecord.open(record.seal(signer).encoded())).isEqualTo(record);
    }

    @Test
    void theOlderDomainOfRustIsReadToo() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        byte[] payload = SignedEnvelope.open(
                new PeerRecord(signer.peerId(), 5, ADDRESSES).seal(signer).encoded(), PeerRecord.DOMAIN,
                PeerRecord.payloadType())
                .payload();
        byte[] olderType = "/libp2p/routing-state-record".getBytes(UTF_8);
        byte[] older = SignedEnvelope.seal(signer, "libp2p-routing-state", olderType, payload).encoded();
        byte[] mixed = SignedEnvelope.seal(signer, PeerRecord.DOMAIN, olderType, payload).encoded();
        byte[] mixedToo = SignedEnvelope.seal(signer, "libp2p-routing-state", PeerRecord.payloadType(), payload)
                .encoded();

        assertThat(PeerRecord.open(older)).isEqualTo(new PeerRecord(signer.peerId(), 5, ADDRESSES));
        assertThatThrownBy(() -> PeerRecord.open(mixed)).hasMessageContaining("no valid signature");
        assertThatThrownBy(() -> PeerRecord.open(mixedToo)).hasMessageContaining("no valid signature");
    }

    /** C7, X-3: a peer speaks for itself only. */
    @Test
    void isRefusedWhenSignedBySomebodyElse() throws InvalidDataException {
        Identity attacker = KeyVectorsTest.vector(KeyType.SECP256K1);
        PeerRecord victim = new PeerRecord(KeyVectorsTest.vector(KeyType.ED25519).peerId(), 1, ADDRESSES);
        byte[] payload = new ProtobufWriter()
                .bytes(1, victim.peerId().bytes())
                .number(2, 99)
                .toBytes();

        assertThatThrownBy(() -> PeerRecord.open(seal(attacker, payload)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("expected the peer itself");
        assertThatIllegalArgumentException().isThrownBy(() -> victim.seal(attacker));
    }

    @Test
    void theHigherUnsignedSequenceIsNewer() throws InvalidDataException {
        PeerId id = KeyVectorsTest.vector(KeyType.ED25519).peerId();
        PeerRecord first = new PeerRecord(id, 1, ADDRESSES);
        PeerRecord last = new PeerRecord(id, -1, ADDRESSES);
        PeerRecord other = new PeerRecord(KeyVectorsTest.vector(KeyType.RSA).peerId(), 7, ADDRESSES);

        assertThat(last.isNewerThan(first)).isTrue();
        assertThat(first.isNewerThan(last)).isFalse();
        assertThat(first.isNewerThan(first)).isFalse();
        assertThat(other.isNewerThan(first)).as("of another peer").isFalse();
    }

    @Test
    void leavesOutAddressesOfProtocolsNobodyHereKnows() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        byte[] unknown = new ProtobufWriter().bytes(1, new byte[]{(byte) 0xff, 0x7f}).toBytes();
        byte[] known = new ProtobufWriter().bytes(1, ADDRESSES.getFirst().bytes()).toBytes();
        byte[] payload = new ProtobufWriter()
                .bytes(1, signer.peerId().bytes())
                .bytes(3, unknown)
                .bytes(3, known)
                .bytes(3, new byte[0])
                .toBytes();

        assertThat(PeerRecord.open(seal(signer, payload)))
                .isEqualTo(new PeerRecord(signer.peerId(), 0, List.of(ADDRESSES.getFirst())));
    }

    /** C6: counted while they are decoded, known or not. */
    @Test
    void boundsItsAddresses() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        List<Multiaddr> most = Collections.nCopies(PeerRecord.MAX_ADDRESSES, Multiaddr.of("/tls"));

        assertThat(PeerRecord.open(new PeerRecord(signer.peerId(), 1, most).seal(signer).encoded()).addresses())
                .hasSize(PeerRecord.MAX_ADDRESSES);
        assertThatThrownBy(() -> PeerRecord.open(seal(signer, addresses(signer, PeerRecord.MAX_ADDRESSES + 1))))
                .hasMessageContaining("at most 500");
        assertThatThrownBy(() -> PeerRecord.open(seal(signer, addresses(signer, 3_000))))
                .hasMessageContaining("more than 1024 fields");
        assertThatIllegalArgumentException().isThrownBy(() -> new PeerRecord(
                signer.peerId(), 1, Collections.nCopies(PeerRecord.MAX_ADDRESSES + 1, Multiaddr.of("/tls"))));
    }

    @Test
    void boundsItsEnvelope() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        byte[] padding = new byte[PeerRecord.MAX_BYTES];
        byte[] payload = new ProtobufWriter().bytes(1, signer.peerId().bytes()).bytes(9, padding).toBytes();

        assertThatThrownBy(() -> PeerRecord.open(seal(signer, payload))).hasMessageContaining("at most 8192");
    }

    @Test
    void hasOnePeerId() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        byte[] id = signer.peerId().bytes();

        assertThatThrownBy(() -> PeerRecord.open(seal(signer, new byte[0]))).hasMessageContaining("0 peer ids");
        assertThatThrownBy(
                () -> PeerRecord.open(seal(signer, new ProtobufWriter().bytes(1, id).bytes(1, id).toBytes())))
                .hasMessageContaining("2 peer ids");
    }

    private static byte[] addresses(Identity signer, int count) {
        ProtobufWriter writer = new ProtobufWriter().bytes(1, signer.peerId().bytes());
        for (int i = 0; i < count; i++) {
            writer.bytes(3, new byte[0]);
        }
        return writer.toBytes();
    }

    private static byte[] seal(Identity signer, byte[] payload) {
        return SignedEnvelope.seal(signer, PeerRecord.DOMAIN, PeerRecord.payloadType(), payload).encoded();
    }
}
