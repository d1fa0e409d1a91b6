package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.Access;
import dev.jlibp2p.gate.AccessEntry;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.AccessRule;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.gate.GateMode;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.Refusal;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Rules that change while there are connections. */
class GatedConnectionsTest {

    private final AccessGater gater = new AccessGater(GateMode.ENFORCE, Clock.systemUTC(), Ticker.systemTicker());

    @Test
    void aNewDenialClosesWhatItHitsAndNothingElse() throws IOException {
        try (Host server = HostPair.memory().gater(gater).listen("/memory/0").start();
                Host spammer = HostPair.memory().start();
                Host friend = HostPair.memory().start()) {
            List<Multiaddr> there = server.addresses().listen();
            Connection hit = spammer.connect(server.id(), there);
            Connection spared = friend.connect(server.id(), there);
            Baseline.await(() -> server.connections().size() == 2, () -> "both are there");
            Connection seen = server.connections(spammer.id()).getFirst();

            gater.add(Access.DENY, AccessEntry.of(AccessRule.of(spammer.id())));

            Baseline.await(() -> seen.closeCause() != null && hit.closeCause() != null, () -> "it is closed");
            assertThat(seen.closeCause()).isEqualTo(CloseCause.GATED);
            assertThat(server.connections()).extracting(Connection::peer).containsExactly(friend.id());
            assertThat(spared.isOpen()).isTrue();
            assertThat(server.network().resources().refusals().count(Refusal.GATER_PEER)).isEqualTo(1);
            assertThatThrownBy(() -> server.connect(spammer.id(), List.of(Multiaddr.of("/memory/1"))))
                    .isInstanceOfSatisfying(DialException.class,
                            failed -> assertThat(failed.report().outcome()).isEqualTo(Outcome.GATED));
        }
    }

    @Test
    void whoIsOnItsWayInWhileTheRulesChangeIsClosedOnArrival() throws IOException {
        AtomicReference<Runnable> change = new AtomicReference<>();
        AtomicInteger asked = new AtomicInteger();
        ConnectionGater turning = new ConnectionGater() {

            @Override
            public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
                if (asked.incrementAndGet() > 1) {
                    return false;
                }
                change.get().run();
                return true;
            }

            @Override
            public Runnable onChange(Runnable listener) {
                change.set(listener);
                return () -> {};
            }
        };
        try (Host server = HostPair.memory()
                .gater(turning)
                .upgradeTimeout(Duration.ofMinutes(5))
                .listen("/memory/0")
                .start(); Host client = HostPair.memory().start()) {
            Connection begun = client.connect(server.id(), server.addresses().listen());
            Baseline.await(() -> begun.closeCause() != null, () -> "it is closed");
            assertThat(server.connections()).isEmpty();
            assertThat(server.network().resources().refusals().count(Refusal.GATER_PEER)).isEqualTo(1);
            assertThat(asked).as("once at the proof, once on arrival").hasValue(2);
        }
    }

    @Test
    void anAllowListClosesEverybodyElse() throws IOException {
        try (Host server = HostPair.memory().gater(gater).listen("/memory/0").start();
                Host stranger = HostPair.memory().start();
                Host friend = HostPair.memory().start()) {
            stranger.connect(server.id(), server.addresses().listen());
            friend.connect(server.id(), server.addresses().listen());
            Baseline.await(() -> server.connections().size() == 2, () -> "both are there");

            gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of(friend.id())));

            Baseline.await(() -> server.connections().size() == 1, () -> "one is closed");
            assertThat(server.connections()).extracting(Connection::peer).containsExactly(friend.id());
        }
    }

    @Test
    void aShadowClosesNothing() throws IOException {
        try (Host server = HostPair.memory().gater(gater).listen("/memory/0").start();
                Host stranger = HostPair.memory().start()) {
            stranger.connect(server.id(), server.addresses().listen());
            Baseline.await(() -> server.connections().size() == 1, () -> "it is there");

            gater.replace(GateMode.SHADOW, List.of(), List.of(AccessEntry.of(AccessRule.of(stranger.id()))));

            assertThat(server.connections()).hasSize(1);
            assertThat(gater.shadowed(Refusal.GATER_PEER)).isPositive();
        }
    }

    @Test
    void rulesThatChangeAfterTheStopFindNobody() throws IOException {
        Host server = HostPair.memory().gater(gater).listen("/memory/0").start();
        server.close();

        gater.add(Access.DENY, AccessEntry.of(AccessRule.of(server.id())));
        assertThat(gater.entries(Access.DENY)).hasSize(1);
    }
}
