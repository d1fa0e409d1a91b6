package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.PeerId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReconnectScheduleTest {

    private static final long SECOND = 1_000_000_000L;

    private final PeerId peer = PeerTagsTest.peer(1);

    private final ReconnectSchedule schedule = new ReconnectSchedule(List.of(peer), 0, new Random(1));

    @Test
    void aMissingPeerIsDialledAtOnceAndOnceAtATime() {
        assertThat(due(false, 0)).isTrue();
        assertThat(due(false, 0)).isFalse();
        assertThat(due(false, 3_600 * SECOND)).isFalse();
    }

    @Test
    void aConnectedPeerIsNotDialled() {
        assertThat(due(true, 0)).isFalse();
    }

    @Test
    void eachFailureDoublesThePatienceUpToFiveMinutes() {
        long now = 0;
        assertThat(due(false, now)).isTrue();
        for (int failure = 1; failure <= 40; failure++) {
            schedule.ended(peer, false, now);
            long whole = Math.min(300, 1L << Math.min(failure - 1, 20)) * SECOND;
            assertThat(due(false, now + whole / 2 - 1)).as("after failure %d", failure).isFalse();
            now += whole;
            assertThat(due(false, now)).as("after failure %d", failure).isTrue();
        }
        assertThat(schedule.failures(peer)).isEqualTo(40);
    }

    @Test
    void peersThatWereLostTogetherAreNotDialledTogether() {
        List<PeerId> peers = java.util.stream.IntStream.range(0, 100).mapToObj(PeerTagsTest::peer).toList();
        ReconnectSchedule many = new ReconnectSchedule(peers, 0, new Random(1));
        assertThat(many.due(each -> true, 0)).isEmpty();
        many.due(each -> false, SECOND);

        Set<Integer> rounds = new HashSet<>();
        int dialled = 0;
        for (int tenth = 0; tenth <= 10; tenth++) {
            int now = many.due(each -> false, SECOND + tenth * SECOND / 10).size();
            dialled += now;
            if (now > 0) {
                rounds.add(tenth);
            }
        }

        assertThat(dialled).isEqualTo(100);
        assertThat(rounds).hasSizeGreaterThan(3);
    }

    @Test
    void onlyAConnectionThatLastsCountsAsSuccess() {
        assertThat(due(false, 0)).isTrue();
        schedule.ended(peer, true, 0);
        assertThat(due(false, SECOND)).as("it broke at once").isFalse();
        assertThat(schedule.failures(peer)).isEqualTo(1);
        assertThat(due(false, 2 * SECOND)).isTrue();
        schedule.ended(peer, true, 2 * SECOND);
        due(true, 31 * SECOND);
        assertThat(schedule.failures(peer)).isEqualTo(1);

        due(true, 32 * SECOND);
        assertThat(schedule.failures(peer)).isZero();
    }

    private boolean due(boolean connected, long now) {
        return schedule.due(each -> connected, now).contains(peer);
    }
}
