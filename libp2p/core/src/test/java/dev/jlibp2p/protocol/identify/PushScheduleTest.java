package dev.jlibp2p.protocol.identify;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PushScheduleTest {

    private final MockTicker ticker = Ticker.newMockTicker();

    private final PushSchedule schedule = new PushSchedule(ticker, Duration.ofSeconds(5));

    @Test
    void withoutAChangeNothingIsDue() {
        assertThat(schedule.untilDue()).isEqualTo(PushSchedule.NEVER);
        ticker.advance(1, TimeUnit.HOURS);
        assertThat(schedule.untilDue()).isEqualTo(PushSchedule.NEVER);
    }

    @Test
    void theFirstChangeIsDueAtOnce() throws Exception {
        schedule.change();
        assertThat(schedule.untilDue()).isZero();

        schedule.await();

        assertThat(schedule.untilDue()).isEqualTo(PushSchedule.NEVER);
    }

    @Test
    void manyChangesAreOnePushWhenTheIntervalIsOver() {
        schedule.change();
        schedule.take();
        ticker.advance(1, TimeUnit.SECONDS);
        schedule.change();
        schedule.change();
        assertThat(schedule.untilDue()).isEqualTo(TimeUnit.SECONDS.toNanos(4));

        ticker.advance(4, TimeUnit.SECONDS);

        assertThat(schedule.untilDue()).isZero();
        schedule.take();
        assertThat(schedule.untilDue()).isEqualTo(PushSchedule.NEVER);
    }

    @Test
    void aPushToNobodyDelaysNoOther() {
        schedule.change();
        schedule.take();

        schedule.nobodyToTell();

        schedule.change();
        assertThat(schedule.untilDue()).isZero();
    }

    @Test
    void whoeverWaitsIsWokenByAChange() throws Exception {
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                schedule.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        schedule.change();

        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(schedule.untilDue()).isEqualTo(PushSchedule.NEVER);
    }
}
