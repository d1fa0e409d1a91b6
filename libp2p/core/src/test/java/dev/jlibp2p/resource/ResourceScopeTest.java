package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceScopeTest {

    private static final Limits SYSTEM = new Limits(2, 3, 2, 2, 100);

    private static final Limits TRANSIENT = new Limits(1, 1, 0, 0, 2 * ResourceManager.HANDSHAKE_BYTES);

    private static final Limits CONNECTION = new Limits(0, 0, 2, 1, 60);

    private static final int ROUNDS = 10_000;

    private static final PeerId PEER = peer();

    private static final ProtocolId PROTOCOL = ProtocolId.of("/test/1.0.0");

    private final ResourceManager manager = new ResourceManager(SYSTEM, TRANSIENT, CONNECTION);

    @Test
    void aSecondUnprovenConnectionIsRefusedUntilTheFirstIsProven() throws ResourceLimitException {
        ResourceScope first = manager.openConnection(true);
        assertThatThrownBy(() -> manager.openConnection(true)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("transient: connections-inbound limit reached (in use 1, allowed 1)")
                .hasMessageContaining("libp2p.limits.transient.connections-inbound");
        assertThat(manager.system().connections()).isEqualTo(1);
        first.proven(PEER);
        assertThat(manager.openConnection(true)).isNotNull();
    }

    @Test
    void theSystemLimitHoldsExactly() throws ResourceLimitException {
        for (int i = 0; i < SYSTEM.connectionsInbound(); i++) {
            manager.openConnection(true).proven(PEER);
        }
        assertThatThrownBy(() -> manager.openConnection(true)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("system");
        assertThat(manager.openConnection(false)).isNotNull();
    }

    @Test
    void memoryIsChargedToAllScopesOrToNone() throws ResourceLimitException {
        ResourceScope one = manager.openConnection(false);
        ResourceScope other = manager.openConnection(true);
        assertThat(one.tryReserveMemory(60)).isTrue();
        assertThat(one.tryReserveMemory(1)).isFalse();
        assertThat(other.tryReserveMemory(41)).isFalse();
        assertThat(other.memory()).isZero();
        assertThat(other.tryReserveMemory(40)).isTrue();
        assertThat(manager.system().memory()).isEqualTo(100);
        assertThat(one.refusals()).isEqualTo(1);
    }

    @Test
    void aHugeReservationNeitherOverflowsNorSucceeds() throws ResourceLimitException {
        ResourceScope scope = proven();
        assertThat(scope.tryReserveMemory(10)).isTrue();
        assertThat(scope.tryReserveMemory(Long.MAX_VALUE)).isFalse();
        assertThat(scope.memory()).isEqualTo(10);
        assertThatThrownBy(() -> scope.tryReserveMemory(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingGivesBackEverythingOnce() throws ResourceLimitException {
        ResourceScope scope = manager.openConnection(true);
        assertThat(scope.tryReserveMemory(50)).isTrue();
        scope.close();
        scope.close();
        scope.releaseMemory(50);
        assertThat(manager.system().memory()).isZero();
        assertThat(manager.system().connections()).isZero();
        assertThat(manager.unproven().connections()).isZero();
    }

    @Test
    void streamsAreCountedByWhoOpenedThem() throws ResourceLimitException {
        ResourceScope scope = proven();
        scope.addStream(false);
        assertThatThrownBy(() -> scope.addStream(false)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("streams-outbound");
        scope.addStream(true);
        scope.addStream(true);
        assertThatThrownBy(() -> proven().addStream(true)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("system");
        scope.removeStream(true);
        assertThat(manager.system().streams()).isEqualTo(2);
    }

    @Test
    void givingBackMoreThanWasTakenIsAnError() throws ResourceLimitException {
        ResourceScope scope = proven();
        assertThat(scope.tryReserveMemory(1)).isTrue();
        assertThatThrownBy(() -> scope.releaseMemory(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPeerIsBoundedOverAllItsConnections() throws ResourceLimitException {
        ResourceManager limited = peerLimited(new Limits(2, 2, 3, 3, 50));
        ResourceScope one = proven(limited);
        ResourceScope two = proven(limited);
        one.addStream(true);
        one.addStream(true);
        two.addStream(true);
        assertThatThrownBy(() -> two.addStream(true)).isInstanceOf(ResourceLimitException.class)
                .hasMessage("peer " + PEER + ": streams-inbound limit reached (in use 3, allowed 3); raise "
                        + "libp2p.limits.peer.streams-inbound");
        assertThat(two.streams()).isEqualTo(1);
        assertThat(one.tryReserveMemory(30)).isTrue();
        assertThat(two.tryReserveMemory(21)).isFalse();
        assertThat(two.memory()).isZero();
        assertThat(limited.system().memory()).isEqualTo(30);
        assertThatThrownBy(() -> proven(limited)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("libp2p.limits.peer.connections-inbound");
        assertThat(limited.refusals().count(Refusal.PEER_STREAMS_INBOUND)).isEqualTo(1);
        assertThat(limited.refusals().count(Refusal.PEER_MEMORY)).isEqualTo(1);
        assertThat(limited.refusals().count(Refusal.PEER_CONNECTIONS_INBOUND)).isEqualTo(1);
    }

    @Test
    void aConnectionThePeerMayNotHaveIsGivenBackWhenItCloses() throws ResourceLimitException {
        ResourceManager limited = peerLimited(new Limits(1, 1, 1, 1, 1));
        proven(limited);
        ResourceScope second = limited.openConnection(true);
        assertThatThrownBy(() -> second.proven(PEER)).isInstanceOf(ResourceLimitException.class);
        assertThat(limited.unproven().connections()).isEqualTo(1);
        second.close();
        assertThat(limited.unproven().connections()).isZero();
        assertThat(limited.unproven().memory()).isZero();
        assertThat(limited.system().connections()).isEqualTo(1);
        assertThat(limited.peerScopes().get(PEER)).extracting(ResourceScope::connections).isEqualTo(1L);
    }

    @Test
    void aPeersScopeEndsWithItsLastConnection() throws ResourceLimitException {
        ResourceManager limited = peerLimited(Limits.PEER);
        ResourceScope one = proven(limited);
        ResourceScope two = proven(limited);
        one.close();
        assertThat(limited.peerScopes()).containsOnlyKeys(PEER);
        assertThat(two.tryReserveMemory(5)).isTrue();
        two.close();
        assertThat(limited.peerScopes()).isEmpty();
        assertThat(limited.system().memory()).isZero();
    }

    @Test
    void aProtocolIsBoundedByItsOwnLimitsAndAllOthersByTheCommonOne() throws ResourceLimitException {
        ResourceManager limited = new ResourceManager(new ResourceLimits(Limits.SYSTEM, Limits.TRANSIENT, Limits.PEER,
                Limits.CONNECTION, new Limits(0, 0, 2, 2, 2), Map.of(PROTOCOL, new Limits(0, 0, 1, 1, 1)),
                AcceptLimits.UNLIMITED));
        limited.protocol(PROTOCOL).addStream(true);
        assertThatThrownBy(() -> limited.protocol(PROTOCOL).addStream(true))
                .hasMessageContaining("libp2p.limits.protocols[/test/1.0.0].streams-inbound");
        ResourceScope other = limited.protocol(ProtocolId.of("/other/1.0.0"));
        other.addStream(true);
        other.addStream(true);
        assertThatThrownBy(() -> other.addStream(true)).isInstanceOf(ResourceLimitException.class);
        assertThat(limited.protocolScopes()).containsOnlyKeys("/test/1.0.0", "/other/1.0.0");
    }

    @Test
    void protocolsBeyondTheBoundShareOneScope() {
        for (int i = 0; i < 2 * ProtocolScopes.MOST; i++) {
            manager.protocol(ProtocolId.of("/p" + i));
        }
        assertThat(manager.protocolScopes()).hasSize(ProtocolScopes.MOST);
        assertThat(manager.protocol(ProtocolId.of("/more"))).isSameAs(manager.protocol(ProtocolId.of("/still/more")));
    }

    @Test
    void limitsAreReplacedForWhatIsOpenToo() throws ResourceLimitException {
        ResourceScope one = proven();
        manager.limits(ResourceLimits.UNLIMITED);
        for (int i = 0; i < 1_000; i++) {
            one.addStream(true);
            manager.openConnection(true).proven(PEER);
        }
        assertThat(one.tryReserveMemory(Long.MAX_VALUE / 2)).isTrue();
        for (Refusal reason : Refusal.values()) {
            assertThat(manager.refusals().count(reason)).isZero();
        }
        manager.limits(peerLimited(Limits.PEER).limits());
        assertThatThrownBy(() -> manager.openConnection(true).proven(PEER))
                .hasMessageContaining("in use 1001, allowed 8");
    }

    @Test
    void peersThatTakeWhatTheyCanLeaveSomeToTheNext() throws ResourceLimitException {
        ResourceManager limited = peerLimited(Limits.UNLIMITED);
        long kib = 1 << 10;
        for (int i = 0; i < 20; i++) {
            ResourceScope greedy = limited.openConnection(true);
            greedy.proven(peer());
            while (greedy.tryReserveMemory(kib)) {
                assertThat(greedy.memory()).isLessThanOrEqualTo(Limits.SYSTEM.memory());
            }
            assertThat(greedy.memory()).isPositive();
        }
        ResourceScope modest = proven(limited);
        assertThat(modest.tryReserveMemory(64 * kib)).isTrue();
        long rest = Limits.SYSTEM.memory() - limited.system().memory();
        assertThatThrownBy(() -> modest.reserveMemory(rest)).hasMessageContaining("libp2p.limits.system.memory");
    }

    @Test
    void aFavouredPeerMayTakeAllThatOthersLeave() throws ResourceLimitException {
        ResourceManager limited = new ResourceManager(new ResourceLimits(SYSTEM, Limits.TRANSIENT, Limits.UNLIMITED,
                Limits.UNLIMITED, Limits.PROTOCOL, Map.of(), AcceptLimits.UNLIMITED));
        limited.favour(address -> false, PEER::equals);
        ResourceScope greedy = limited.openConnection(true);
        greedy.proven(peer());
        assertThat(greedy.tryReserveMemory(50)).isTrue();
        assertThat(greedy.tryReserveMemory(1)).isFalse();
        ResourceScope favoured = proven(limited);
        assertThat(favoured.tryReserveMemory(50)).isTrue();
        assertThatThrownBy(() -> favoured.reserveMemory(1)).hasMessageContaining("libp2p.limits.system.memory");
    }

    @Test
    void closingWhileOthersChargeGivesBackExactlyWhatWasCharged() throws Exception {
        for (int round = 0; round < 200; round++) {
            ResourceScope scope = proven(manager);
            Thread charging = Thread.ofVirtual().start(() -> {
                while (scope.tryReserveMemory(3)) {
                    scope.releaseMemory(1);
                    scope.releaseMemory(2);
                }
            });
            scope.close();
            charging.join();
            assertThat(manager.system().memory()).isZero();
        }
    }

    @Test
    void chargingAllFourScopesOfAStreamAllocatesNothing() throws ResourceLimitException {
        ResourceManager limited = peerLimited(Limits.PEER);
        ResourceScope connection = proven(limited);
        ResourceScope protocol = limited.protocol(PROTOCOL);
        chargeAndRelease(connection, protocol);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        chargeAndRelease(connection, protocol);

        // Room for what the virtual machine does on this thread meanwhile; one object for each would be ten times that.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * ROUNDS);
    }

    private static void chargeAndRelease(ResourceScope connection, ResourceScope protocol)
            throws ResourceLimitException {
        for (int i = 0; i < ROUNDS; i++) {
            connection.addStream(true);
            protocol.addStream(true);
            connection.reserveMemory(100);
            connection.releaseMemory(100);
            protocol.removeStream(true);
            connection.removeStream(true);
        }
    }

    private static ResourceManager peerLimited(Limits peer) {
        return new ResourceManager(new ResourceLimits(Limits.SYSTEM, Limits.TRANSIENT, peer, Limits.CONNECTION,
                Limits.PROTOCOL, Map.of(), AcceptLimits.UNLIMITED));
    }

    private static ResourceScope proven(ResourceManager manager) throws ResourceLimitException {
        ResourceScope scope = manager.openConnection(true);
        scope.proven(PEER);
        return scope;
    }

    private static PeerId peer() {
        return Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
    }

    private ResourceScope proven() throws ResourceLimitException {
        ResourceScope scope = manager.openConnection(true);
        scope.proven(PEER);
        return scope;
    }
}
