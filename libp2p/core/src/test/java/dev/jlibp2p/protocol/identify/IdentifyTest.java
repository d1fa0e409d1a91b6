package dev.jlibp2p.protocol.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.peerstore.KnownAddress;
import dev.jlibp2p.peerstore.KnownPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifyTest {

    private static final ProtocolId NEWS = ProtocolId.of("/test/news/1.0.0");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothSidesKnowEachOtherSoonAfterConnecting(boolean overTcp) throws Exception {
        try (HostPair pair = overTcp ? HostPair.overTcp(builder -> builder) : HostPair.inMemory()) {
            Identified client = new Identified(pair.client());
            Identified server = new Identified(pair.server());

            pair.connect();

            assertKnows(client.await(pair.server().id(), known -> !known.addresses().isEmpty()), pair.server());
            assertKnows(server.await(pair.client().id(), known -> !known.addresses().isEmpty()), pair.client());
        }
    }

    @Test
    void everyPeerIsToldHowItIsSeen() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            Connection connection = pair.connect();

            PeerStatement statement = ask(connection);

            assertThat(statement.observedAddress()).hasValue(connection.localAddress());
        }
    }

    @Test
    void newProtocolsArePushed() throws Exception {
        try (HostPair pair = HostPair.inMemory(builder -> builder.identifyPushInterval(Duration.ofMillis(1)))) {
            Identified client = new Identified(pair.client());
            pair.connect();
            client.await(pair.server().id(), known -> !known.addresses().isEmpty());

            var registration = pair.server().handle(NEWS, stream -> {});
            client.await(pair.server().id(), known -> known.protocols().contains(NEWS));

            registration.close();
            client.await(pair.server().id(), known -> !known.protocols().contains(NEWS));
        }
    }

    @Test
    void aRestartedHostIsIdentifiedAgain() throws Exception {
        try (HostPair pair = HostPair.inMemory()) {
            pair.connect();
            pair.server().stop();
            pair.client().disconnect(pair.server().id());
            pair.server().start();
            Identified client = new Identified(pair.client());
            Multiaddr moved = pair.server().addresses().announced().getFirst();

            pair.connect();

            assertKnows(client.await(pair.server().id(), known -> has(known, moved)), pair.server());
        }
    }

    /** more pushes than the allowance are refused unread. */
    @Test
    void aFloodOfPushesIsRefused() throws Exception {
        try (HostPair pair = HostPair.inMemory()) {
            Identified server = new Identified(pair.server());
            Connection connection = pair.connect();
            server.await(pair.client().id(), known -> !known.agentVersion().isEmpty());
            for (int i = 1; i <= PushAllowance.BURST; i++) {
                push(connection, new MessageBuilder().address("/ip4/1.2.3.4/tcp/" + i).build());
                Multiaddr pushed = Multiaddr.of("/ip4/1.2.3.4/tcp/" + i);
                server.await(pair.client().id(), known -> has(known, pushed));
            }

            assertThatThrownBy(() -> push(connection, new MessageBuilder().address("/ip4/1.2.3.4/tcp/99").build()))
                    .isInstanceOf(IOException.class);

            assertThat(connection.isOpen()).isTrue();
            assertThat(pair.server().peerStore().addresses(pair.client().id()))
                    .doesNotContain(Multiaddr.of("/ip4/1.2.3.4/tcp/99"));
        }
    }

    /** P1: whatever a peer answers, the connection stays and the next exchange works. */
    @Test
    void aPeerThatAnswersNonsenseStaysConnectedAndUnknown() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        StreamHandler nonsense = stream -> {
            stream.output().write(new byte[]{(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
            asked.countDown();
        };
        try (HostPair pair = HostPair
                .inMemory(builder -> builder.handler(ProtocolHandler.of(nonsense, Identify.PROTOCOL)))) {
            Connection connection = pair.connect();

            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            Identified client = new Identified(pair.client());
            try (Stream push = pair.server().connections().getFirst().open(Identify.PUSH_PROTOCOL)) {
                IdentifyExchange.write(push.output(), List.of(new MessageBuilder().protocol("/sane").build()));
            }
            client.await(pair.server().id(), known -> known.protocols().contains(ProtocolId.of("/sane")));
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void aPeerThatNeverAnswersDoesNotKeepTheHostFromStopping() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        StreamHandler silence = stream -> {
            asked.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Host silent = HostPair.memory()
                .handler(ProtocolHandler.of(silence, Identify.PROTOCOL))
                .listen("/memory/0")
                .start();
        try (HostPair pair = new HostPair(silent, HostPair.memory().start())) {
            pair.connect();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            pair.client().stop();

            assertThat(pair.client().connections()).isEmpty();
            ended.countDown();
        }
    }

    private static void assertKnows(KnownPeer known, Host peer) {
        assertThat(known.agentVersion()).startsWith("jlibp2p/");
        assertThat(known.protocolVersion()).isEqualTo("ipfs/0.1.0");
        assertThat(known.protocols()).containsExactlyInAnyOrderElementsOf(peer.protocols());
        assertThat(known.publicKey()).isEqualTo(peer.publicKey());
        assertThat(known.addresses()).isNotEmpty().allMatch(KnownAddress::certified);
        assertThat(known.addresses()).extracting(KnownAddress::address)
                .containsExactlyInAnyOrderElementsOf(peer.addresses().announced());
    }

    private static boolean has(KnownPeer known, Multiaddr address) {
        return known.addresses().stream().anyMatch(entry -> entry.address().equals(address));
    }

    private static PeerStatement ask(Connection connection) throws IOException {
        try (Stream stream = connection.open(Identify.PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(10));
            return IdentifyExchange.read(stream.input());
        }
    }

    private static void push(Connection connection, byte[] message) throws IOException {
        try (Stream stream = connection.open(Identify.PUSH_PROTOCOL)) {
            stream.deadline(Duration.ofSeconds(10));
            IdentifyExchange.write(stream.output(), List.of(message));
            stream.output().close();
            stream.input().read();
        }
    }

    /** Waits for what identify tells one host. */
    private static final class Identified {

        private final BlockingQueue<PeerId> events = new LinkedBlockingQueue<>();

        private final Host host;

        Identified(Host host) {
            this.host = host;
            host.onEvent(event -> {
                if (event instanceof HostEvent.PeerIdentified(PeerId peer)) {
                    events.add(peer);
                }
            });
        }

        KnownPeer await(PeerId peer, Predicate<KnownPeer> condition) throws InterruptedException {
            KnownPeer known = host.peerStore()
                    .peer(peer)
                    .filter(condition)
                    .filter(now -> !now.agentVersion().isEmpty())
                    .orElse(null);
            while (known == null) {
                assertThat(events.poll(10, TimeUnit.SECONDS)).as("an event before the time is over").isNotNull();
                known = host.peerStore().peer(peer).filter(condition).orElse(null);
            }
            return known;
        }
    }
}
