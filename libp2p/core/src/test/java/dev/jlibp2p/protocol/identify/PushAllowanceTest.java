package dev.jlibp2p.protocol.identify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pushes of a peer are limited in rate. */
class PushAllowanceTest {

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE - 1_000, Long.MIN_VALUE})
    void tenAtOnceThenOneEveryFiveSeconds(long start) {
        PushAllowance allowance = new PushAllowance(start);
        assertThat(taken(allowance, start, 100)).isEqualTo(10);

        long later = start + TimeUnit.SECONDS.toNanos(5);
        assertThat(taken(allowance, later - 1, 100)).isZero();
        assertThat(taken(allowance, later, 100)).isEqualTo(1);
    }

    @Test
    void aLongSilenceEarnsNoMoreThanTheBurst() {
        PushAllowance allowance = new PushAllowance(0);

        assertThat(taken(allowance, TimeUnit.DAYS.toNanos(1), 100)).isEqualTo(10);
    }

    private static int taken(PushAllowance allowance, long now, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += allowance.tryTake(now) ? 1 : 0;
        }
        return taken;
    }
}
