package dev.jlibp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.jlibp2p.multiformats.Cid;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Multihash;
import dev.jlibp2p.multiformats.ProtobufWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a hostile message costs before it is refused: C2 in bytes allocated, C6 in processor time. */
class RefusalCostTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 200;

    /** One decoder. */
    @FunctionalInterface
    private interface Decoder {
        void decode(byte[] input) throws InvalidDataException;
    }

    /** C2: lengths of 2^31 and 2^62 with nothing behind them. */
    @TestFactory
    Stream<DynamicTest> aLengthNothingFollowsAllocatesNothing() {
        return Stream.of("8080808008", "808080808080808040")
                .flatMap(length -> Stream.of(
                        test("multihash " + length, "12" + length, Multihash::fromBytes),
                        test("CID " + length, "015512" + length, Cid::fromBytes),
                        test("multiaddr " + length, "35" + length, Multiaddr::fromBytes),
                        test("peer id " + length, "00" + length, PeerId::fromBytes),
                        test("public key " + length, "080112" + length, PublicKey::decode),
                        test("envelope " + length, "0a" + length, PeerRecord::open)));
    }

    /** C6: 2^20 empty entries in 2 MiB are refused by the size alone. */
    @Test
    void aBombOfEmptyEntriesAllocatesNothing() {
        byte[] bomb = new byte[2 << 20];
        for (int i = 0; i < bomb.length; i += 2) {
            bomb[i] = 0x1a;
        }

        assertThat(allocated(PeerRecord::open, bomb)).isLessThan(1024);
        assertThat(allocated(PublicKey::decode, bomb)).isLessThan(1024);
        assertThat(allocated(Multiaddr::fromBytes, bomb)).isLessThan(1024);
    }

    /** C6: the worst record that fits its bound, signed as it should be, is read in the time of some signatures. */
    @Test
    void theWorstRecordIsReadInMilliseconds() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        ProtobufWriter payload = new ProtobufWriter().bytes(1, signer.peerId().bytes());
        for (int i = 0; i < PeerRecord.MAX_ADDRESSES; i++) {
            payload.bytes(3, new ProtobufWriter().bytes(1, new byte[]{(byte) 0xff, 0x7f}).toBytes());
        }
        byte[] worst = SignedEnvelope.seal(signer, PeerRecord.DOMAIN, PeerRecord.payloadType(), payload.toBytes())
                .encoded();
        long[] times = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            assertThat(PeerRecord.open(worst).addresses()).isEmpty();
            times[round] = THREADS.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(times);

        assertThat(Duration.ofNanos(times[ROUNDS / 2])).isLessThan(Duration.ofMillis(5));
    }

    private static DynamicTest test(String name, String hex, Decoder decoder) {
        byte[] input = HexFormat.of().parseHex(hex);
        return DynamicTest.dynamicTest(name, () -> {
            assertThatThrownBy(() -> decoder.decode(input)).isInstanceOf(InvalidDataException.class);
            assertThat(allocated(decoder, input)).isLessThan(1024);
        });
    }

    /** The least of several rounds: the first ones pay for classes. */
    private static long allocated(Decoder decoder, byte[] input) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                decoder.decode(input);
            } catch (InvalidDataException e) {
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
        }
        return least;
    }
}
