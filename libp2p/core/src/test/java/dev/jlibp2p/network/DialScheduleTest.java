package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DialScheduleTest {

    private static final Multiaddr QUIC = Multiaddr.of("/ip4/1.2.3.4/udp/1/quic-v1");

    private static final Multiaddr TCP = Multiaddr.of("/ip4/1.2.3.4/tcp/1");

    private static final Multiaddr LATE = Multiaddr.of("/ip4/1.2.3.4/tcp/2");

    private final DialSchedule schedule = new DialSchedule(8);

    @Test
    void eachAddressHasItsTime() {
        schedule.add(List.of(TCP, QUIC, LATE), 0);

        assertThat(schedule.next(0)).isEqualTo(QUIC);
        assertThat(schedule.next(ms(249))).isNull();
        assertThat(schedule.delay(ms(249))).isEqualTo(ms(1));
        assertThat(schedule.next(ms(250))).isEqualTo(TCP);
        assertThat(schedule.next(ms(499))).isNull();
        assertThat(schedule.next(ms(500))).isEqualTo(LATE);
        assertThat(schedule.delay(ms(500))).isEqualTo(DialSchedule.NEVER);
        assertThat(schedule.isExhausted()).isFalse();
    }

    @Test
    void whenNothingIsUnderWayTheNextOneBeginsAtOnce() {
        schedule.add(List.of(TCP, QUIC), 0);
        schedule.next(0);
        schedule.ended();

        assertThat(schedule.next(ms(1))).isEqualTo(TCP);
        schedule.ended();
        assertThat(schedule.isExhausted()).isTrue();
    }

    @Test
    void aPeerThatIsReachedHoldsUpTheOthersForTwoSteps() {
        schedule.add(List.of(TCP, LATE), 0);
        schedule.next(0);
        schedule.reached(TCP, ms(200));

        assertThat(schedule.next(ms(250))).isNull();
        assertThat(schedule.delay(ms(250))).isEqualTo(ms(450));
        assertThat(schedule.next(ms(700))).isEqualTo(LATE);
    }

    @Test
    void oneThatFailsInItsUpgradeHoldsUpNobodyAnyMore() {
        Multiaddr last = Multiaddr.of("/ip4/1.2.3.4/tcp/3");
        schedule.add(List.of(QUIC, TCP, last), 0);
        schedule.next(0);
        schedule.next(ms(250));
        schedule.reached(TCP, ms(300));
        assertThat(schedule.next(ms(600))).isNull();
        schedule.ended();

        assertThat(schedule.next(ms(600))).isEqualTo(last);
    }

    @Test
    void noMoreThanAllowedAreUnderWay() {
        List<Multiaddr> many = IntStream.range(0, 20).mapToObj(i -> Multiaddr.of("/memory/" + i)).toList();
        schedule.add(many, 0);

        for (int i = 0; i < 8; i++) {
            assertThat(schedule.next(0)).isNotNull();
        }
        assertThat(schedule.next(Duration.ofHours(1).toNanos())).isNull();
        assertThat(schedule.delay(0)).isEqualTo(DialSchedule.NEVER);
        schedule.ended();
        assertThat(schedule.next(0)).isNotNull();
        assertThat(schedule.drain()).hasSize(11);
    }

    @Test
    void addressesThatComeLaterAreRankedFromThenOn() {
        schedule.add(List.of(TCP), 0);
        schedule.next(0);
        schedule.add(List.of(LATE), ms(100));

        assertThat(schedule.next(ms(100))).isEqualTo(LATE);
    }

    @Test
    void aClockThatPassesItsEndChangesNothing() {
        long now = Long.MAX_VALUE - ms(100);
        schedule.add(List.of(TCP, LATE), now);

        assertThat(schedule.next(now)).isEqualTo(TCP);
        assertThat(schedule.next(now + ms(249))).isNull();
        assertThat(schedule.next(now + ms(250))).isEqualTo(LATE);
    }

    private static long ms(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
