package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialReport.Why;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dials that several callers want, that nobody wants any more, and that meet what nobody wants. */
class DialTest {

    private static final int STALLED = 5;

    private static final Duration UPGRADE = Duration.ofMillis(500);

    /** Its backlog takes connections, and nobody ever answers them. */
    private ServerSocket silent;

    private Multiaddr silentAddress;

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        silentAddress = Multiaddr.of("/ip4/127.0.0.1/tcp/" + silent.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
    }

    @Test
    void aCallerWhoGivesUpDoesNotEndTheDialOfAnother() throws Exception {
        try (HostPair pair = pair()) {
            Future<Connection> first = dial(pair, silentAddress);
            Future<Connection> second = dial(pair, silentAddress, pair.serverAddress());
            first.cancel(false);

            assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.isSuccess()).as("%s", second.cause()).isTrue();
            assertThat(first.isCancelled()).isTrue();
        }
    }

    @Test
    void addressesOfASecondCallerAreTriedForBoth() throws Exception {
        try (HostPair pair = pair()) {
            Future<Connection> first = dial(pair, silentAddress);
            Future<Connection> second = dial(pair, pair.serverAddress());

            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(first.getNow()).isNotNull().isSameAs(second.getNow());
        }
    }

    @Test
    void theLastCallerWhoGivesUpEndsTheDial() throws Exception {
        try (HostPair pair = pair()) {
            Future<Connection> first = dial(pair, silentAddress);
            Future<Connection> second = dial(pair, silentAddress);
            first.cancel(false);
            second.cancel(false);
            Future<Connection> third = dial(pair, pair.serverAddress());

            assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(third.isSuccess()).isTrue();
            awaitNone(pair.client());
        }
    }

    @Test
    void stoppingEndsEveryDial() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            Future<Connection> named = dial(pair, silentAddress);
            Future<Connection> anonymous = pair.client().network().dial(null, List.of(silentAddress));
            Network network = pair.client().network();
            ResourceManager resources = network.resources();
            pair.client().stop();

            assertThat(named.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(anonymous.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(named.cause()).isInstanceOf(IOException.class).hasMessageContaining("stopped");
            assertThat(anonymous.cause()).isInstanceOf(IOException.class).hasMessageContaining("stopped");
            assertThat(resources.system().connections()).isZero();
            assertThat(resources.unproven().connections()).isZero();
        }
    }

    @RepeatedTest(20)
    void stoppingEndsEveryUpgradeOfAPeer() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            ResourceManager resources = pair.server().network().resources();
            List<Socket> stalled = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(new Socket(InetAddress.getLoopbackAddress(),
                        pair.server().addresses().listen().get(0).socketAddress().orElseThrow().getPort()));
            }
            Baseline.await(() -> resources.unproven().connections() == STALLED, () -> "not accepted");
            pair.server().stop();

            assertThat(resources.unproven().connections()).isZero();
            assertThat(resources.system().connections()).isZero();
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void aPeerHasNoMoreConnectionsThanOneMayHave() throws Exception {
        try (HostPair pair = HostPair.inMemory()) {
            List<Multiaddr> anonymous = pair.server().addresses().listen();
            for (int i = 0; i < Limits.PEER.connectionsInbound(); i++) {
                assertThat(pair.client().network().dial(null, anonymous).await(5, TimeUnit.SECONDS)).isTrue();
            }
            Baseline.await(
                    () -> pair.server().connections(pair.client().id()).size() == Limits.PEER.connectionsInbound(),
                    () -> pair.server().connections().size() + " connections");
            pair.client().network().dial(null, anonymous).await(5, TimeUnit.SECONDS);

            Baseline.await(() -> pair.client().connections().size() == Limits.PEER.connectionsInbound(),
                    () -> "the client has " + pair.client().connections().size());
            assertThat(pair.server().connections()).hasSize(Limits.PEER.connectionsInbound());
        }
    }

    @Test
    void aStoppedNetworkDialsNoMoreAndMakesNoLoops() throws Exception {
        try (HostPair pair = pair()) {
            Network network = pair.client().network();
            pair.client().stop();
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            Future<Connection> late = network.dial(pair.server().id(), List.of(pair.serverAddress()));

            assertThat(late.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(late.cause()).isInstanceOf(IOException.class);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("libp2p-io"))
                    .allMatch(before::contains);
        }
    }

    @Test
    void addressesForWhichNoTimeIsLeftAreReported() throws Exception {
        Multiaddr late = Multiaddr.of("/ip4/127.0.0.1/tcp/" + (silent.getLocalPort() == 65_535 ? 1 : 65_535));
        try (HostPair pair = HostPair.overTcp(
                builder -> builder.dials(dials -> dials.withTimeout(Duration.ofMillis(200)).withConcurrency(160, 1)))) {
            Future<Connection> dial = dial(pair, silentAddress, late);

            assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isInstanceOfSatisfying(DialException.class, failed -> {
                assertThat(failed.report().attempts()).singleElement().satisfies(attempt -> {
                    assertThat(attempt.address()).isEqualTo(silentAddress);
                    assertThat(attempt.phase()).isEqualTo(UpgradePhase.Phase.SECURITY_NEGOTIATION);
                    assertThat(attempt.outcome()).isEqualTo(Outcome.TIMEOUT);
                    assertThat(attempt.elapsed()).isGreaterThan(Duration.ofMillis(50));
                });
                assertThat(failed.report().skipped()).singleElement().satisfies(skip -> {
                    assertThat(skip.address()).isEqualTo(late);
                    assertThat(skip.why()).isEqualTo(Why.NO_TIME);
                });
            });
            awaitNone(pair.client());
        }
    }

    @Test
    void aSilentAddressDoesNotHoldUpOneThatWorks() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            Dialled dialled = dialled(pair, DialRequest.of(pair.server().id(),
                    List.of(silentAddress, pair.serverAddress(), Multiaddr.of("/ip4/127.0.0.1/udp/1/quic-v1"))));

            assertThat(dialled.report().attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.address()).isEqualTo(pair.serverAddress());
                assertThat(attempt.outcome()).isEqualTo(Outcome.SUCCESS);
            });
            assertThat(dialled.report().skipped()).extracting(DialReport.Skipped::why)
                    .containsExactlyInAnyOrder(Why.NO_TRANSPORT, Why.SUPERSEDED);
            awaitNone(pair.client());
            assertThat(dialled(pair, DialRequest.of(pair.server().id(), List.of())).report())
                    .isEqualTo(DialReport.EMPTY);
        }
    }

    @Test
    void anAddressThatFailedIsLeftAloneUnlessSomebodyAsks() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            Multiaddr nobody = nobody();
            DialRequest asked = DialRequest.of(pair.server().id(), List.of(nobody));
            assertThat(failure(pair, asked).report().attempts()).hasSize(1);

            DialReport left = failure(pair, asked.automatic()).report();
            assertThat(left.attempts()).isEmpty();
            assertThat(left.skipped()).singleElement().satisfies(skip -> {
                assertThat(skip.why()).isEqualTo(Why.BACKOFF);
                assertThat(skip.remaining()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(5));
            });
            assertThat(failure(pair, asked).report().attempts()).hasSize(1);
            pair.connect().close();
            assertThat(failure(pair, asked.automatic()).report().attempts()).as("forgiven").hasSize(1);
        }
    }

    /** O-6 in small: what the owner of the node says counts, what others say is judged. */
    @Test
    void onlyWhatOthersToldIsSubjectToTheScope() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withScope(DialScope.PUBLIC)))) {
            DialRequest learnt = new DialRequest(pair.server().id(), List.of(), List.of(pair.serverAddress()), true);

            assertThat(failure(pair, learnt).report().skipped()).extracting(DialReport.Skipped::why)
                    .containsExactly(Why.SCOPE);
            assertThat(dialled(pair, DialRequest.of(pair.server().id(), List.of(pair.serverAddress()))).connection()
                    .isOpen()).isTrue();
        }
    }

    @Test
    void anAddressOfAnotherPeerIsNotDialled() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            DialRequest wrong = DialRequest.of(pair.server().id(), List.of(pair.client().id().addTo(silentAddress)));

            assertThat(failure(pair, wrong).report().skipped()).extracting(DialReport.Skipped::why)
                    .containsExactly(Why.OTHER_PEER);
        }
    }

    @Test
    void anAddressWithAndWithoutThePeerAtItsEndIsOne() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder)) {
            Multiaddr nobody = nobody();
            Multiaddr unserved = Multiaddr.of("/ip4/127.0.0.1/udp/1/quic-v1");
            PeerId peer = pair.server().id();
            DialReport report = failure(pair, DialRequest.of(peer,
                    List.of(nobody, peer.addTo(nobody), peer.addTo(unserved), unserved))).report();

            assertThat(report.attempts()).extracting(DialReport.Attempt::address).containsExactly(nobody);
            assertThat(report.skipped()).extracting(DialReport.Skipped::address).containsExactly(peer.addTo(unserved));
        }
    }

    @Test
    void noMoreAddressesAreDialledAtOnceThanAllowed() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.upgradeTimeout(UPGRADE)
                .dials(dials -> dials.withConcurrency(2, 8)))) {
            List<Future<Connection>> dials = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                dials.add(pair.client().network().dial(null, List.of(silentAddress)));
            }
            Future<Connection> last = dial(pair, pair.serverAddress());
            ResourceManager resources = pair.client().network().resources();
            while (!last.await(1, TimeUnit.MILLISECONDS)) {
                assertThat(resources.unproven().connections()).isLessThanOrEqualTo(2);
            }
            assertThat(last.isSuccess()).isTrue();
            for (Future<Connection> dial : dials) {
                assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void aDialThatWaitsInLineCanBeGivenUp() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withConcurrency(1, 1)))) {
            Future<Connection> first = pair.client().network().dial(null, List.of(silentAddress));
            Future<Connection> second = dial(pair, pair.serverAddress());
            second.cancel(false);
            Future<Connection> third = dial(pair, pair.serverAddress());
            first.cancel(false);

            assertThat(third.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(third.isSuccess()).isTrue();
        }
    }

    /** Who joins a dial that has just failed is served by another one; giving up has to end that too. */
    @Test
    void whoeverGivesUpEndsAlsoTheDialThatFollowedAFailedOne() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.upgradeTimeout(Duration.ofSeconds(60)))) {
            CompletableFuture<Future<Connection>> follower = new CompletableFuture<>();
            pair.client().network().addListener(new ConnectionListener() {

                @Override
                public void dialled(Dialling dial, DialEnd end) {
                    if (!follower.isDone()) {
                        follower.complete(dial(pair, silentAddress));
                    }
                }
            });
            dial(pair, nobody());
            Future<Connection> second = follower.get(30, TimeUnit.SECONDS);
            ResourceManager resources = pair.client().network().resources();
            Baseline.await(() -> resources.unproven().connections() == 1, () -> "the follower does not dial");
            second.cancel(false);

            awaitNone(pair.client());
        }
    }

    private static Multiaddr nobody() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Multiaddr.of("/ip4/127.0.0.1/tcp/" + free.getLocalPort());
        }
    }

    private static Dialled dialled(HostPair pair, DialRequest request) throws InterruptedException {
        Future<Dialled> dial = pair.client().network().dial(request);
        assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isNull();
        return dial.getNow();
    }

    private static DialException failure(HostPair pair, DialRequest request) throws InterruptedException {
        Future<Dialled> dial = pair.client().network().dial(request);
        assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isInstanceOf(DialException.class);
        return (DialException) dial.cause();
    }

    enum Veto {
        DIAL,
        ACCEPT,
        PEER
    }

    /** A broken gater is a refusal at once, not a slot held until a deadline. */
    @ParameterizedTest
    @EnumSource
    void aGaterThatThrowsRefuses(Veto where) throws Exception {
        try (HostPair pair = HostPair.overTcp(
                builder -> builder.gater(new BrokenGater(where)).upgradeTimeout(Duration.ofSeconds(60)))) {
            Future<Connection> dial = dial(pair, pair.serverAddress());

            assertThat(dial.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isInstanceOf(DialException.class);
            awaitNone(pair.client());
            awaitNone(pair.server());
        }
    }

    private record BrokenGater(Veto where) implements ConnectionGater {

        @Override
        public boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
            return fine(Veto.DIAL);
        }

        @Override
        public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
            return fine(Veto.ACCEPT);
        }

        @Override
        public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
            return fine(Veto.PEER);
        }

        private boolean fine(Veto here) {
            if (here == where) {
                throw new IllegalStateException("on purpose");
            }
            return true;
        }
    }

    private static HostPair pair() throws IOException {
        return HostPair.overTcp(builder -> builder.upgradeTimeout(UPGRADE));
    }

    private static Future<Connection> dial(HostPair pair, Multiaddr... addresses) {
        return pair.client().network().dial(pair.server().id(), List.of(addresses));
    }

    private static void awaitNone(Host host) throws InterruptedException {
        Baseline.await(() -> host.network().resources().unproven().connections() == 0,
                () -> "links in their upgrade: " + host.network().resources().unproven().connections());
    }
}
