package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.transport.Transport;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** H12, H13: what a stranger with a UDP socket can do to the port. */
class QuicAttackTest {

    /** {@code -Dquic.initials=100000} for the whole measure. */
    private static final int INITIALS = Integer.getInteger("quic.initials", 3_000);

    private static final int V1 = 1;

    private static final int RECEIVE = 65_535;

    private final Random random = new Random(12);

    @Test
    void aFloodOfFirstDatagramsNeverGetsBackThreeTimesWhatItSent() throws Exception {
        try (Host host = node(defaults(1000))) {
            Count count = flood(host, () -> ByteBuffer.wrap(initial(V1, 20, new byte[0])), INITIALS);
            assertThat(count.received).as("%s bytes sent", count.sent).isLessThanOrEqualTo(3 * count.sent);
            staysUseful(host);
        }
    }

    @Test
    void underLoadOnlyTokensAreSentAndNothingIsKept() throws Exception {
        try (Host host = node(defaults(0))) {
            Count count = flood(host, () -> ByteBuffer.wrap(initial(V1, 8, new byte[0])), 500);
            assertThat(count.answers).as("Retry packets").isPositive();
            assertThat(count.received).isLessThanOrEqualTo(count.sent);
            assertThat(port(host).gate().halfOpen()).isZero();
            staysUseful(host);
        }
    }

    @Test
    void forgedTokensAreNotAnswered() throws Exception {
        try (Host host = node(defaults(0))) {
            Count count = flood(host, () -> ByteBuffer.wrap(initial(V1, 20, bytes(48))), 200);
            assertThat(count.answers).isZero();
            assertThat(port(host).gate().halfOpen()).isZero();
            staysUseful(host);
        }
    }

    @Test
    void whatCannotBeginAConnectionIsDroppedBeforeAnythingIsBuilt() throws Exception {
        try (Host host = node(defaults(1000))) {
            Count small = flood(host, () -> ByteBuffer.wrap(initial(V1, 20, new byte[0])).limit(1199), 50);
            Count shortId = flood(host, () -> ByteBuffer.wrap(initial(V1, 7, new byte[0])), 50);
            assertThat(small.answers + shortId.answers).isZero();
            Baseline.await(() -> port(host).gate().dropped() == 100, () -> port(host).gate().dropped() + " dropped");
            assertThat(host.network().resources().system().connections()).isZero();
        }
    }

    @Test
    void oneSourceIsLookedAtSoOftenAndNoMore() throws Exception {
        QuicLimits limits = new QuicLimits(1000, 20, Duration.ofSeconds(30), Duration.ofSeconds(12));
        try (Host host = node(new QuicConfig(1350, 768 << 10, 1_000_000, 10, true, limits))) {
            flood(host, () -> ByteBuffer.wrap(initial(V1, 20, new byte[0])), 400);
            Baseline.await(() -> port(host).gate().dropped() > 200, () -> port(host).gate().dropped() + " dropped");
        }
    }

    @Test
    void junkOfEveryKindIsSurvived() throws Exception {
        try (Host host = node(defaults(1000))) {
            Count count = flood(host, () -> ByteBuffer.wrap(bytes(random.nextInt(1500))), 2_000);
            count.add(flood(host, () -> versionNegotiation(), 100));
            count.add(flood(host, () -> ByteBuffer.wrap(initial(0x1a2a3a4a, 20, new byte[0])), 100));
            count.add(flood(host, () -> statelessReset(), 100));
            assertThat(count.received).isLessThanOrEqualTo(3 * count.sent);
            staysUseful(host);
        }
    }

    @Test
    void garbageConnectionsAreNotKept() throws Exception {
        try (Host host = node(defaults(1_000_000))) {
            flood(host, () -> ByteBuffer.wrap(initial(V1, 20, new byte[0])), 300);
            Baseline.await(() -> port(host).gate().halfOpen() == 0
                    && host.network().resources().system().connections() == 0,
                    () -> port(host).gate().halfOpen() + " handshakes");
            staysUseful(host);
        }
    }

    @Test
    void datagramsThatAreNotQuicPassBothWaysOnTheListenPort() throws Exception {
        try (Host host = node(defaults(1000)); DatagramSocket peer = new DatagramSocket(0, loopback())) {
            QuicPort port = port(host);
            BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
            port.eventLoop()
                    .execute(() -> port.demultiplexer()
                            .rawReceiver((DatagramPacket packet) -> received.add((int) packet.content().getByte(0))));
            InetSocketAddress own = new InetSocketAddress(loopback(), peer.getLocalPort());
            assertThat(port.send(Unpooled.wrappedBuffer(new byte[]{7, 7}), own).await(30, TimeUnit.SECONDS)).isTrue();
            java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[10], 10);
            peer.setSoTimeout(30_000);
            peer.receive(packet);
            assertThat(packet.getLength()).isEqualTo(2);
            assertThat(packet.getPort()).isEqualTo(port.bound().getPort());
            peer.send(new java.net.DatagramPacket(new byte[]{9}, 1, packet.getSocketAddress()));
            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(9);
        }
    }

    private static QuicConfig defaults(int retryAbove) {
        return new QuicConfig(1350, 768 << 10, retryAbove, 10, true, QuicLimits.defaults());
    }

    private static Host node(QuicConfig config) throws IOException {
        return QuicPair.node(config).listen(QuicPair.ANYWHERE).start();
    }

    private static QuicPort port(Host host) {
        Transport transport = host.network().transports().getFirst();
        return ((QuicTransport) transport).ports().open().getFirst();
    }

    private static void staysUseful(Host host) throws IOException {
        try (Host honest = node(defaults(1000))) {
            assertThat(honest.connect(host.id(), host.addresses().listen()).isOpen()).isTrue();
        }
    }

    private Count flood(Host host, Supplier<ByteBuffer> datagram, int times) throws IOException {
        Multiaddr address = host.addresses().listen().getFirst();
        InetSocketAddress target = address.socketAddress().orElseThrow();
        Count count = new Count();
        try (DatagramSocket socket = new DatagramSocket(0, loopback())) {
            socket.setReceiveBufferSize(4 << 20);
            for (int i = 0; i < times; i++) {
                ByteBuffer buffer = datagram.get();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                socket.send(new java.net.DatagramPacket(bytes, bytes.length, target));
                count.sent += bytes.length;
            }
            count.receive(socket);
        }
        return count;
    }

    /** A first datagram of 1,200 bytes with rubbish inside. */
    private byte[] initial(int version, int idLength, byte[] token) {
        ByteBuffer packet = ByteBuffer.allocate(QuicConfig.SMALLEST_DATAGRAM);
        packet.put((byte) 0xc3).putInt(version).put((byte) idLength).put(bytes(idLength)).put((byte) 8).put(bytes(8));
        packet.put((byte) token.length).put(token);
        int left = packet.remaining() - 2;
        packet.putShort((short) (0x4000 | left)).put(bytes(left));
        return packet.array();
    }

    private ByteBuffer versionNegotiation() {
        return ByteBuffer.allocate(60)
                .put((byte) 0xc0)
                .putInt(0)
                .put((byte) 20)
                .put(bytes(20))
                .put((byte) 8)
                .put(bytes(8))
                .putInt(0x1a2a3a4a)
                .rewind();
    }

    private ByteBuffer statelessReset() {
        byte[] packet = bytes(43);
        packet[0] = (byte) (0x40 | packet[0] & 0x3f);
        return ByteBuffer.wrap(packet);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static final class Count {

        private long sent;

        private long received;

        private long answers;

        void add(Count other) {
            sent += other.sent;
            received += other.received;
            answers += other.answers;
        }

        void receive(DatagramSocket socket) throws IOException {
            java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[RECEIVE], RECEIVE);
            socket.setSoTimeout(300);
            try {
                while (true) {
                    packet.setLength(RECEIVE);
                    socket.receive(packet);
                    received += packet.getLength();
                    answers++;
                }
            } catch (SocketTimeoutException e) {
                assertThat(received).isNotNegative();
            }
        }
    }
}
