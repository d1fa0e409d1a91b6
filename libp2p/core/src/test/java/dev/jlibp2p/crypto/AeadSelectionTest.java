package dev.jlibp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AeadSelectionTest {
    private final AeadSelection automatic = new AeadSelection(true, Aead.conscrypt());

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "conscrypt", "bouncycastle"})
    void aNameSettlesTheChoice(String name) {
        AeadSelection selection = AeadSelection.named(name);
        selection.probe(new Strides());

        assertThat(selection.get().name()).isEqualTo(name);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> AeadSelection.named("openssl"))
                .withMessageContaining("openssl")
                .withMessageContaining("conscrypt");
    }

    @Test
    void theAutomaticChoiceIsOneForTheProcess() {
        assertThat(AeadSelection.named("auto")).isSameAs(AeadSelection.named("auto"));
    }

    @Test
    void theProbeTakesOneOfTheTwoAndRunsOnce() {
        Strides first = new Strides();
        automatic.probe(first);
        Strides second = new Strides();
        automatic.probe(second);

        assertThat(automatic.get().name()).isIn("jdk", "conscrypt");
        assertThat(first.asked).isPositive();
        assertThat(second.asked).isZero();
    }

    @Test
    void anInterruptedProbeDecidesNothingAndMayRunAgain() {
        Thread.currentThread().interrupt();
        automatic.probe(new Strides());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(automatic.get().name()).isEqualTo("conscrypt");

        Strides again = new Strides();
        automatic.probe(again);
        assertThat(again.asked).isPositive();
    }

    /** Time that passes only by being asked for, so that a probe has the same length everywhere. */
    private static final class Strides implements Ticker {
        private final MockTicker ticker = Ticker.newMockTicker();
        private int asked;

        @Override
        public long nanoTime() {
            asked++;
            ticker.advance(5, TimeUnit.MILLISECONDS);
            return ticker.nanoTime();
        }

        @Override
        public long initialNanoTime() {
            return ticker.initialNanoTime();
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }
}
