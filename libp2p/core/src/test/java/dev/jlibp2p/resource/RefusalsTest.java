package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final Limits ONE = new Limits(1, 1, 1, 1, 1);

    private static final Limits TWO_LINKS = new Limits(2, 2, 1, 1, 2 * ResourceManager.HANDSHAKE_BYTES);

    private final ResourceManager manager = new ResourceManager(ONE, TWO_LINKS, ONE);

    private final Refusals refusals = manager.refusals();

    @Test
    void everyLimitOfEveryScopeHasAReasonOfItsOwn() throws ResourceLimitException {
        ResourceScope connection = manager.openConnection(true);
        refused(() -> manager.openConnection(true));
        assertThat(refusals.count(Refusal.SYSTEM_CONNECTIONS_INBOUND)).isEqualTo(1);
        manager.openConnection(false);
        refused(() -> manager.openConnection(false));
        assertThat(refusals.count(Refusal.SYSTEM_CONNECTIONS_OUTBOUND)).isEqualTo(1);
        for (boolean byPeer : new boolean[]{true, false}) {
            connection.addStream(byPeer);
            refused(() -> connection.addStream(byPeer));
            refused(() -> manager.system().addStream(byPeer));
        }
        assertThat(refusals.count(Refusal.CONNECTION_STREAMS_INBOUND)).isEqualTo(1);
        assertThat(refusals.count(Refusal.CONNECTION_STREAMS_OUTBOUND)).isEqualTo(1);
        assertThat(refusals.count(Refusal.SYSTEM_STREAMS_INBOUND)).isEqualTo(1);
        assertThat(refusals.count(Refusal.SYSTEM_STREAMS_OUTBOUND)).isEqualTo(1);
        assertThat(connection.tryReserveMemory(2)).isFalse();
        assertThat(manager.system().tryReserveMemory(2)).isFalse();
        assertThat(refusals.count(Refusal.CONNECTION_MEMORY)).isEqualTo(1);
        assertThat(refusals.count(Refusal.SYSTEM_MEMORY)).isEqualTo(1);
    }

    @Test
    void linksInTheirHandshakeAreRefusedByNameToo() throws ResourceLimitException {
        ResourceManager wide = new ResourceManager(Limits.SYSTEM,
                new Limits(1, 1, 0, 0, 2 * ResourceManager.HANDSHAKE_BYTES), ONE);
        for (boolean inbound : new boolean[]{true, false}) {
            wide.openConnection(inbound);
            refused(() -> wide.openConnection(inbound));
        }
        assertThat(wide.refusals().count(Refusal.TRANSIENT_CONNECTIONS_INBOUND)).isEqualTo(1);
        assertThat(wide.refusals().count(Refusal.TRANSIENT_CONNECTIONS_OUTBOUND)).isEqualTo(1);
    }

    @Test
    void labelsAreFitForTags() {
        assertThat(Refusal.values()).extracting(Refusal::label)
                .doesNotHaveDuplicates()
                .allSatisfy(label -> assertThat(label).matches("[a-z]+(-[a-z]+)*"));
    }

    @Test
    void aLimitNobodyKnowsIsAMistakeOfOurs() {
        assertThatThrownBy(() -> Refusal.of("system", "wishes")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesBeyondTheBoundShareOneCounter() {
        Traffic traffic = manager.protocols();
        for (int i = 0; i < 2 * Traffic.MOST_NAMES; i++) {
            traffic.of("name-" + i).received(1);
        }
        assertThat(traffic.counts()).hasSize(Traffic.MOST_NAMES + 1);
        assertThat(traffic.of(Traffic.OTHER).received()).isEqualTo(Traffic.MOST_NAMES);
        assertThat(traffic.of("name-0").received()).isEqualTo(1);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ResourceLimitException.class);
    }
}
