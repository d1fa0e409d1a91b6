package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
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
        Multiaddr late = Multiaddr.of("/ip4/127.0.0.1/tcp/1");
        try (HostPair pair = HostPair.overTcp(builder -> builder.dialTimeout(Duration.ofMillis(200)))) {
            Future<Connection> dial = dial(pair, silentAddress, late);

            assertThat(dial.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isInstanceOfSatisfying(DialException.class, failed -> {
                assertThat(failed.report().attempts()).singleElement()
                        .extracting(DialReport.Attempt::address)
                        .isEqualTo(silentAddress);
                assertThat(failed.report().skipped()).singleElement()
                        .extracting(DialReport.Skipped::address)
                        .isEqualTo(late);
            });
        }
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
