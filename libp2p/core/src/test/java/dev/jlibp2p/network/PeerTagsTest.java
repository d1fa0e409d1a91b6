package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerTagsTest {

    private static final DecayingTag DELIVERIES = new DecayingTag("deliveries", 15, 1, Duration.ofMinutes(10));

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final PeerTags tags = new PeerTags();

    private final PeerId peer = peer(1);

    @Test
    void theLastWeightOfATagCounts() {
        tags.set(peer, "bucket", 5, 0);
        tags.set(peer, "relay", 10, 0);
        tags.set(peer, "bucket", 7, 0);

        assertThat(tags.of(peer, 0)).containsExactly(java.util.Map.entry("bucket", 7),
                java.util.Map.entry("relay", 10));
        assertThat(tags.remove(peer, "bucket")).isTrue();
        assertThat(tags.remove(peer, "bucket")).isFalse();
        assertThat(tags.remove(peer, "relay")).isTrue();
        assertThat(tags.peers()).isEmpty();
    }

    @Test
    void aDecayingTagGrowsToItsCapAndIsLostStepByStep() {
        for (int i = 0; i < 20; i++) {
            tags.bump(peer, DELIVERIES, 1, 0);
        }

        assertThat(tags.of(peer, 10 * MINUTE - 1)).containsEntry("deliveries", 15);
        assertThat(tags.of(peer, 10 * MINUTE)).containsEntry("deliveries", 14);
        assertThat(tags.of(peer, 149 * MINUTE)).containsEntry("deliveries", 1);
        assertThat(tags.of(peer, 150 * MINUTE)).isEmpty();
        assertThat(tags.of(peer, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void growingDoesNotPutOffTheNextLoss() {
        tags.bump(peer, DELIVERIES, 5, 0);
        tags.bump(peer, DELIVERIES, 1, 9 * MINUTE);

        assertThat(tags.of(peer, 9 * MINUTE)).containsEntry("deliveries", 6);
        assertThat(tags.of(peer, 10 * MINUTE)).containsEntry("deliveries", 5);
    }

    @Test
    void atTheBoundsATagIsRefusedAndWhatThereIsStays() {
        for (int i = 0; i < PeerTags.MAX_TAGS; i++) {
            assertThat(tags.set(peer, "tag" + i, 1, 0)).isTrue();
        }
        assertThat(tags.set(peer, "one more", 1, 0)).isFalse();
        assertThat(tags.set(peer, "tag0", 2, 0)).isTrue();
        for (int i = 1; i < PeerTags.MAX_PEERS; i++) {
            assertThat(tags.set(peer(1 + i), "tag", 1, 0)).isTrue();
        }

        assertThat(tags.set(peer(PeerTags.MAX_PEERS + 1), "tag", 1, 0)).isFalse();
        assertThat(tags.peers()).hasSize(PeerTags.MAX_PEERS);
    }

    @Test
    void whatHasDecayedMakesRoom() {
        for (int i = 0; i < PeerTags.MAX_PEERS; i++) {
            tags.bump(peer(i), DELIVERIES, 1, 0);
        }
        assertThat(tags.set(peer(PeerTags.MAX_PEERS), "tag", 1, 0)).isFalse();

        assertThat(tags.set(peer(PeerTags.MAX_PEERS), "tag", 1, 10 * MINUTE)).isTrue();
        assertThat(tags.peers()).hasSize(1);
    }

    @Test
    void namesAreShortAndNotBlank() {
        assertThatIllegalArgumentException().isThrownBy(() -> tags.set(peer, " ", 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> tags.set(peer, "a".repeat(65), 1, 0))
                .withMessageContaining("65 characters");
        assertThat(tags.set(peer, "a".repeat(64), 1, 0)).isTrue();
    }

    @Test
    void protectionsHoldByReasonAndAreBounded() {
        PeerProtections protections = new PeerProtections();
        assertThat(protections.add(peer, "relay")).isTrue();
        assertThat(protections.add(peer, "operator")).isTrue();
        assertThat(protections.remove(peer, "relay")).isTrue();
        assertThat(protections.remove(peer, "relay")).isFalse();
        assertThat(protections.contains(peer)).isTrue();
        assertThat(protections.remove(peer, "operator")).isTrue();
        assertThat(protections.contains(peer)).isFalse();

        for (int i = 0; i < PeerProtections.MAX_REASONS; i++) {
            assertThat(protections.add(peer, "reason" + i)).isTrue();
        }
        assertThat(protections.add(peer, "one more")).isFalse();
        assertThat(protections.of(peer)).hasSize(PeerProtections.MAX_REASONS);
        for (int i = 1; i < PeerProtections.MAX_PEERS; i++) {
            assertThat(protections.add(peer(1 + i), "reason")).isTrue();
        }
        assertThat(protections.add(peer(PeerProtections.MAX_PEERS + 1), "reason")).isFalse();
        assertThat(protections.peers()).hasSize(PeerProtections.MAX_PEERS);
    }

    /** A peer of its own for each number: a multihash of 32 bytes. */
    static PeerId peer(int number) {
        byte[] multihash = ByteBuffer.allocate(34).put((byte) 0x12).put((byte) 32).putInt(number).array();
        try {
            return PeerId.fromBytes(multihash);
        } catch (InvalidDataException e) {
            throw new AssertionError(e);
        }
    }
}
