package dev.jlibp2p.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PeerTagsTest {

    private final PeerTags tags = new PeerTags();

    private final PeerId peer = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();

    @Test
    void aTagSticksOnce() {
        assertThat(tags.add(peer, "b")).isTrue();
        assertThat(tags.add(peer, "a")).isTrue();
        assertThat(tags.add(peer, "a")).isTrue();
        assertThat(tags.of(peer)).containsExactly("a", "b");
    }

    @Test
    void aPeerHasSixteenAtMost() {
        for (int i = 0; i < 16; i++) {
            assertThat(tags.add(peer, "tag" + i)).isTrue();
        }
        assertThat(tags.add(peer, "onemore")).isFalse();
        assertThat(tags.add(peer, "tag3")).as("has it already").isTrue();
        assertThat(tags.of(peer)).hasSize(16);
    }

    @Test
    void soManyPeersHaveTagsAtMost() throws Exception {
        byte[] id = Arrays.copyOf(new byte[]{0x12, 0x20}, 34);
        for (int i = 0; i < PeerTags.MAX_PEERS; i++) {
            ByteBuffer.wrap(id).putInt(2, i);
            assertThat(tags.add(PeerId.fromBytes(id), "a")).isTrue();
        }
        assertThat(tags.add(peer, "a")).isFalse();
        assertThat(tags.of(peer)).isEmpty();
        assertThat(tags.add(PeerId.fromBytes(id), "b")).as("of a peer that has some").isTrue();
    }

    @Test
    void aTagIsAWordOfSixtyFourLettersAtMost() {
        assertThat(PeerTags.isValid("a".repeat(64))).isTrue();
        assertThat(PeerTags.isValid("a".repeat(65))).isFalse();
        assertThat(PeerTags.isValid("")).isFalse();
        assertThat(PeerTags.isValid("a\nb")).isFalse();
    }
}
