package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogBudgetTest {

    private final MockTicker ticker = Ticker.newMockTicker();

    private final LogBudget budget = new LogBudget(ticker);

    private final List<Long> lines = new ArrayList<>();

    @Test
    void tenLinesAMinutePassAndTheNextSaysHowManyDidNot() {
        for (int i = 0; i < 1_000; i++) {
            budget.spend(lines::add);
        }
        assertThat(lines).hasSize(LogBudget.LINES).containsOnly(0L);

        ticker.advance(59, TimeUnit.SECONDS);
        budget.spend(lines::add);
        assertThat(lines).hasSize(LogBudget.LINES);

        ticker.advance(1, TimeUnit.SECONDS);
        budget.spend(lines::add);
        assertThat(lines).hasSize(LogBudget.LINES + 1).last().isEqualTo(991L);
    }
}
