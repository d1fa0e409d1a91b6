package dev.jlibp2p.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DialRateTest {

    private final MockTicker ticker = Ticker.newMockTicker();

    private final DialRate rate = new DialRate(ticker);

    @Test
    void aBurstIsTakenAtOnceAndNotOneMore() {
        takeBurst();
        assertThat(rate.take()).isEqualTo(Duration.ofMillis(100));
        assertThat(rate.take()).as("a refusal costs nothing").isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theWaitThatIsToldIsEnoughAndNoMore() {
        takeBurst();
        ticker.advance(99_999_999, TimeUnit.NANOSECONDS);
        assertThat(rate.take()).isEqualTo(Duration.ofNanos(1));
        ticker.advance(1, TimeUnit.NANOSECONDS);
        assertThat(rate.take()).isZero();
        assertThat(rate.take()).isPositive();
    }

    @Test
    void theBucketHoldsOneBurstHoweverLongItFills() {
        takeBurst();
        ticker.advance(1000, TimeUnit.DAYS);
        takeBurst();
        assertThat(rate.take()).isPositive();
    }

    @Test
    void tenASecondGoOnForever() {
        takeBurst();
        for (int i = 0; i < 10_000; i++) {
            ticker.advance(100, TimeUnit.MILLISECONDS);
            assertThat(rate.take()).isZero();
        }
    }

    private void takeBurst() {
        for (int i = 0; i < DialRate.BURST; i++) {
            assertThat(rate.take()).isZero();
        }
    }
}
