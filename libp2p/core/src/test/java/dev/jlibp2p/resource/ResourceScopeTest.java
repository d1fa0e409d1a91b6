package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResourceScopeTest {

    private static final Limits SYSTEM = new Limits(2, 3, 2, 2, 100);

    private static final Limits TRANSIENT = new Limits(1, 1, 0, 0, 0);

    private static final Limits CONNECTION = new Limits(0, 0, 2, 1, 60);

    private final ResourceManager manager = new ResourceManager(SYSTEM, TRANSIENT, CONNECTION);

    @Test
    void aSecondUnprovenConnectionIsRefusedUntilTheFirstIsProven() throws ResourceLimitException {
        ResourceScope first = manager.openConnection(true);
        assertThatThrownBy(() -> manager.openConnection(true)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("transient: connections-inbound limit reached (in use 1, allowed 1)")
                .hasMessageContaining("libp2p.limits.transient.connections-inbound");
        assertThat(manager.system().connections()).isEqualTo(1);
        first.proven();
        assertThat(manager.openConnection(true)).isNotNull();
    }

    @Test
    void theSystemLimitHoldsExactly() throws ResourceLimitException {
        for (int i = 0; i < SYSTEM.connectionsInbound(); i++) {
            manager.openConnection(true).proven();
        }
        assertThatThrownBy(() -> manager.openConnection(true)).isInstanceOf(ResourceLimitException.class)
                .hasMessageContaining("system");
        assertThat(manager.openConnection(false)).isNotNull();
    }

    @Test
    void memoryIsChargedToAllScopesOrToNone() throws ResourceLimitException {
        ResourceScope one = proven();
        ResourceScope other = proven();
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

    private ResourceScope proven() throws ResourceLimitException {
        ResourceScope scope = manager.openConnection(true);
        scope.proven();
        return scope;
    }
}
