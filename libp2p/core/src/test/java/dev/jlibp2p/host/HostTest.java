package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.HostEvent.PeerConnected;
import dev.jlibp2p.host.HostEvent.PeerDisconnected;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.security.PeerIdMismatchException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostTest {

    private static final ProtocolId GREETING = ProtocolId.of("/test/greeting/1.0.0");

    enum Over {
        MEMORY,
        TCP
    }

    private static HostPair pair(Over over) throws IOException {
        return over == Over.MEMORY
                ? HostPair.inMemory(b -> b.handler(new Echo()))
                : HostPair.overTcp(b -> b.handler(new Echo()));
    }

    @ParameterizedTest
    @EnumSource
    void everyByteOfAnEchoComesBack(Over over) throws IOException {
        byte[] sent = new byte[1 << 20];
        new Random(1).nextBytes(sent);
        try (HostPair pair = pair(over)) {
            try (Stream stream = pair.connect().open(Echo.PROTOCOL)) {
                Thread writer = Thread.startVirtualThread(() -> writeAndFinish(stream, sent));
                assertThat(stream.input().readAllBytes()).isEqualTo(sent);
                assertThat(writer.isAlive()).isFalse();
            }
        }
    }

    @Test
    void aReaderThatWaitsSendsWhatWasWrittenWithoutAFlush() throws IOException {
        try (HostPair pair = pair(Over.MEMORY); Stream stream = pair.connect().open(Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(5));
            for (int i = 0; i < 10; i++) {
                stream.output().write("ping".getBytes(StandardCharsets.UTF_8));
                assertThat(stream.input().readNBytes(4)).asString(StandardCharsets.UTF_8).isEqualTo("ping");
            }
        }
    }

    @Test
    void theSenderSeenByAHandlerIsTheProvenPeer() throws Exception {
        BlockingQueue<PeerId> seen = new LinkedBlockingQueue<>();
        try (HostPair pair = pair(Over.MEMORY)) {
            pair.server().handle(GREETING, stream -> seen.add(stream.peer()));
            pair.connect().open(GREETING).close();
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(pair.client().id());
        }
    }

    @Test
    void anAnswerSentAfterOurEndArrives() throws IOException {
        try (HostPair pair = pair(Over.MEMORY)) {
            pair.server().handle(GREETING, stream -> {
                String name = new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
                stream.output().write(("hello " + name).getBytes(StandardCharsets.UTF_8));
            });
            try (Stream stream = pair.connect().open(GREETING)) {
                stream.output().write("world".getBytes(StandardCharsets.UTF_8));
                stream.output().close();
                assertThat(stream.input().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello world");
            }
        }
    }

    @Test
    void aFailingHandlerResetsItsStreamOnly() throws IOException {
        try (HostPair pair = pair(Over.MEMORY)) {
            pair.server().handle(GREETING, stream -> {
                throw new IOException("no");
            });
            Connection connection = pair.connect();
            Stream stream = connection.open(GREETING);
            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
            try (Stream echo = connection.open(Echo.PROTOCOL)) {
                echo.output().write(7);
                assertThat(echo.input().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void aProtocolNobodyHandlesIsRefused() throws IOException {
        try (HostPair pair = pair(Over.MEMORY)) {
            Connection connection = pair.connect();
            assertThatThrownBy(() -> connection.open(GREETING)).isInstanceOf(ProtocolNotSupportedException.class)
                    .hasMessageContaining(GREETING.toString());
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherPeerThanTheOneDialledIsRefused(Over over) throws IOException {
        PeerId other = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        try (HostPair pair = pair(over)) {
            List<Multiaddr> addresses = pair.server().addresses().listen();
            assertThatThrownBy(() -> pair.client().connect(other, addresses)).isInstanceOf(DialException.class)
                    .hasCauseInstanceOf(PeerIdMismatchException.class)
                    .hasMessageContaining(pair.server().id().toString());
            assertThat(pair.client().connections()).isEmpty();
        }
    }

    @Test
    void aDeadlineEndsAReadThatWaits() throws IOException {
        try (HostPair pair = pair(Over.MEMORY); Stream stream = pair.connect().open(Echo.PROTOCOL)) {
            stream.deadline(Duration.ofMillis(50));
            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void connectingAgainGivesTheConnectionThereIs() throws IOException {
        try (HostPair pair = pair(Over.TCP)) {
            assertThat(pair.connect()).isSameAs(pair.connect());
            assertThat(pair.client().connect(pair.serverAddress())).isSameAs(pair.connect());
        }
    }

    @Test
    void aFailedDialTellsEveryAddressAndItsCause() throws IOException {
        try (HostPair pair = pair(Over.TCP)) {
            Multiaddr dead = Multiaddr.of("/ip4/127.0.0.1/tcp/1");
            Multiaddr unserved = Multiaddr.of("/ip4/127.0.0.1/udp/1/quic-v1");
            PeerId peer = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
            assertThatThrownBy(() -> pair.client().connect(peer, List.of(dead, unserved)))
                    .isInstanceOf(DialException.class)
                    .hasMessageContaining(dead + " failed after")
                    .hasMessageContaining(unserved + " skipped: no transport");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHostCanBeStoppedAndStartedAgain(Over over) throws IOException {
        try (HostPair pair = pair(over)) {
            for (int i = 0; i < 3; i++) {
                assertThat(pair.connect().isOpen()).isTrue();
                pair.server().stop();
                assertThat(pair.server().isRunning()).isFalse();
                assertThat(pair.server().addresses().listen()).isEmpty();
                pair.client().disconnect(pair.server().id());
                pair.server().start();
            }
        }
    }

    @Test
    void whatWasLetGoIsNotListedAsOpenAnyMore() throws IOException {
        try (HostPair pair = pair(Over.TCP)) {
            for (int i = 0; i < 50; i++) {
                pair.connect();
                assertThat(pair.client().disconnect(pair.server().id())).isEqualTo(1);
                assertThat(pair.client().connections(pair.server().id())).isEmpty();
                assertThat(pair.client().connections()).isEmpty();
                assertThat(pair.client().disconnect(pair.server().id())).isZero();
            }
        }
    }

    @Test
    void stoppingLeavesNoThreadBehind() throws Exception {
        List<Thread> before = threads();
        List<Thread> during = new ArrayList<>();
        try (HostPair pair = pair(Over.TCP)) {
            pair.connect().open(Echo.PROTOCOL);
            during.addAll(threads());
        }
        during.removeAll(before);
        assertThat(during).isNotEmpty();
        for (Thread thread : during) {
            // A loop says that it has ended moments before its thread does.
            assertThat(thread.join(Duration.ofSeconds(5))).as(thread.getName()).isTrue();
        }
        assertThat(before).containsAll(threads());
    }

    @Test
    void aHandlerThatWaitsForEverIsEndedByStopping() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (HostPair pair = pair(Over.MEMORY)) {
            pair.server().handle(GREETING, stream -> {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    ended.countDown();
                }
            });
            pair.connect().open(GREETING);
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ended.await(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void listenersHearOfAPeerOnceHoweverManyConnections() throws Exception {
        BlockingQueue<HostEvent> events = new LinkedBlockingQueue<>();
        try (HostPair pair = pair(Over.TCP)) {
            pair.server().onEvent(event -> {
                if (event instanceof PeerConnected || event instanceof PeerDisconnected) {
                    events.add(event);
                }
            });
            pair.connect();
            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(new PeerConnected(pair.client().id()));
            pair.client().disconnect(pair.server().id());
            assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(new PeerDisconnected(pair.client().id()));
            assertThat(events).isEmpty();
        }
    }

    @Test
    void simultaneousDialsLeaveUsableConnectionsAndLoseNoStream() throws Exception {
        for (int round = 0; round < 10; round++) {
            AtomicInteger answered = new AtomicInteger();
            try (HostPair pair = pair(Over.TCP)) {
                List<Thread> dials = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    dials.add(Thread.startVirtualThread(() -> echoOnce(pair.client(), pair.server(), answered)));
                    dials.add(Thread.startVirtualThread(() -> echoOnce(pair.server(), pair.client(), answered)));
                }
                for (Thread dial : dials) {
                    dial.join();
                }
                assertThat(pair.client().connections()).hasSizeBetween(1, 2).allMatch(Connection::isOpen);
                echoOnce(pair.client(), pair.server(), answered);
                echoOnce(pair.server(), pair.client(), answered);
            }
            assertThat(answered).hasValue(10);
        }
    }

    @Test
    void aSecondConnectionIsClosedOnceNobodyUsesIt() throws Exception {
        BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
        try (HostPair pair = HostPair
                .inMemory(builder -> builder.handler(new Echo()).duplicateGrace(Duration.ofMillis(100)))) {
            pair.client().onEvent(event -> {
                if (event instanceof HostEvent.ConnectionClosed(Connection connection)) {
                    closed.add(connection);
                }
            });
            Multiaddr anonymous = pair.server().addresses().listen().get(0);
            Connection first = pair.client().connect(anonymous);
            Connection second = pair.client().connect(anonymous);
            Stream used = second.open(Echo.PROTOCOL);
            assertThat(closed.poll(400, TimeUnit.MILLISECONDS)).isNull();
            used.reset(0);
            assertThat(closed.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(first.isOpen()).isTrue();
            assertThat(pair.client().connections()).containsExactly(first);
        }
    }

    @Test
    void aBlockingCallOnAnEventLoopSaysWhatToUseInstead() throws Exception {
        try (HostPair pair = pair(Over.MEMORY)) {
            Connection connection = pair.connect();
            var refused = pair.client().network().loops().memory().submit(() -> connection.open(Echo.PROTOCOL));
            assertThat(refused.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(refused.cause()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("virtual thread");
        }
    }

    @Test
    void aTakenPortFailsTheStartAndUndoesIt() throws IOException {
        try (HostPair pair = pair(Over.TCP)) {
            Multiaddr taken = pair.server().addresses().listen().get(0);
            Host third = dev.jlibp2p.Libp2p.builder().listen(List.of(taken)).build();
            assertThatThrownBy(third::start).isInstanceOf(IOException.class).hasMessageContaining(taken.toString());
            assertThat(third.isRunning()).isFalse();
        }
    }

    private static void echoOnce(Host from, Host to, AtomicInteger answered) {
        try (Stream stream = from.connect(to.id(), to.addresses().listen()).open(Echo.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(10));
            stream.output().write(1);
            stream.output().close();
            if (stream.input().read() == 1) {
                answered.incrementAndGet();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void writeAndFinish(Stream stream, byte[] bytes) {
        try {
            stream.output().write(bytes);
            stream.output().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().startsWith("libp2p"))
                .toList();
    }
}
