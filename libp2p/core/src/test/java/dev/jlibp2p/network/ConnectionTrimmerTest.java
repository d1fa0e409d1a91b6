package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.network.ConnectionTrimmer.Candidate;
import dev.jlibp2p.network.ConnectionTrimmer.Victim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionTrimmerTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final long OLD = 3_600 * SECOND;

    private static final ConnectionManagerSettings FOUR_TO_SIX = ConnectionManagerSettings.DEFAULTS.withWater(4, 6)
            .withTimes(Duration.ofSeconds(20), Duration.ofSeconds(30));

    private final ConnectionTrimmer trimmer = new ConnectionTrimmer(FOUR_TO_SIX);

    @Test
    void upToTheHighWaterMarkNothingInUseIsClosed() {
        assertThat(trimmer.trim(inUse(6))).isEmpty();
    }

    @Test
    void aboveTheHighWaterMarkAsManyAreClosedAsLeadToTheLowOne() {
        assertThat(trimmer.trim(inUse(7))).hasSize(3)
                .extracting(Victim::cause)
                .containsOnly(CloseCause.TRIMMED);
    }

    @Test
    void aTrimThatHasBegunGoesOnToTheLowWaterMark() {
        List<Candidate<String>> all = new ArrayList<>(inUse(100));
        int bites = 0;
        while (all.size() > 4) {
            List<Victim<String>> victims = trimmer.trim(all);
            assertThat(victims).hasSizeBetween(1, Math.max(ConnectionTrimmer.BITE, all.size() / 10));
            all.removeIf(one -> victims.stream().anyMatch(victim -> victim.connection().equals(one.connection())));
            bites++;
        }

        assertThat(all).hasSize(4);
        assertThat(bites).isGreaterThan(5);
        assertThat(trimmer.trim(inUse(6))).as("the next trim waits for the high water mark").isEmpty();
    }

    @Test
    void protectedAndNewOnesAreNeitherCountedNorClosed() {
        List<Candidate<String>> all = new ArrayList<>(inUse(6));
        for (int i = 0; i < 50; i++) {
            all.add(new Candidate<>("protected" + i, OLD, OLD, 0, true, false, 0, true));
            all.add(new Candidate<>("new" + i, 20 * SECOND - 1, 0, 0, true, false, 0, false));
        }

        assertThat(trimmer.trim(all)).isEmpty();

        all.addAll(inUse(1));
        assertThat(trimmer.trim(all)).hasSize(3).allMatch(victim -> victim.connection().startsWith("used"));
    }

    @Test
    void whatIsWorthLeastGoesFirst() {
        List<Candidate<String>> all = new ArrayList<>(List.of(
                new Candidate<>("1 no stream, no tag", OLD, 0, 0, false, false, 0, false),
                new Candidate<>("2 small tag, the peer opened it", OLD, 0, 0, true, true, 5, false),
                new Candidate<>("3 small tag, young", OLD - 1, 0, 0, false, true, 5, false),
                new Candidate<>("4 small tag", OLD, 0, 0, false, true, 5, false),
                new Candidate<>("5 great tag", OLD, 0, 0, false, true, 9, false),
                new Candidate<>("6 one stream", OLD, 0, 1, false, false, 0, false),
                new Candidate<>("7 two streams", OLD, 0, 2, false, false, 0, false),
                new Candidate<>("8 one stream and a tag", OLD, 0, 1, false, true, 1, false)));
        List<String> expected = all.stream().map(Candidate::connection).toList();
        Collections.shuffle(all, new Random(1));
        ConnectionTrimmer toNone = new ConnectionTrimmer(FOUR_TO_SIX.withWater(0, 0));

        assertThat(toNone.trim(all)).extracting(Victim::connection).containsExactlyElementsOf(expected);
    }

    @Test
    void betweenTheMarksOnlyWhatNobodyUsesOrTagsIsClosed() {
        List<Candidate<String>> all = new ArrayList<>(List.of(
                new Candidate<>("idle", OLD, 30 * SECOND, 0, false, false, 0, false),
                new Candidate<>("used lately", OLD, 30 * SECOND - 1, 0, false, false, 0, false),
                new Candidate<>("tagged", OLD, OLD, 0, false, true, 0, false)));
        assertThat(trimmer.trim(all)).as("at or below the low water mark").isEmpty();

        all.addAll(inUse(3));
        assertThat(trimmer.trim(all)).containsExactly(new Victim<>("idle", CloseCause.IDLE));
    }

    @Test
    void idleOnesAreClosedDownToTheLowWaterMarkAndNoFurther() {
        List<Candidate<String>> idle = IntStream.range(0, 6)
                .mapToObj(i -> new Candidate<>("idle" + i, OLD, OLD, 0, false, false, 0, false))
                .toList();

        assertThat(trimmer.trim(idle)).hasSize(2);
    }

    @Test
    void anIdleTimeoutOfZeroClosesNothingBelowTheHighWaterMark() {
        ConnectionTrimmer patient = new ConnectionTrimmer(FOUR_TO_SIX.withTimes(Duration.ZERO, Duration.ZERO));
        List<Candidate<String>> idle = IntStream.range(0, 6)
                .mapToObj(i -> new Candidate<>("idle" + i, OLD, OLD, 0, false, false, 0, false))
                .toList();

        assertThat(patient.trim(idle)).isEmpty();
    }

    private static List<Candidate<String>> inUse(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Candidate<>("used" + i, OLD, 0, 1, false, false, 0, false))
                .toList();
    }
}
