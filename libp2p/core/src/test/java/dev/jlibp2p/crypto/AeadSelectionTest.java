package dev.jlibp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

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

    @Test
    void pureJavaServesWhereConscryptIsNotThere() throws Exception {
        URL[] without = Stream.of(Aead.class, X25519.class, ByteBuf.class, Ticker.class, Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
            Object selection = loader.loadClass(AeadSelection.class.getName()).getMethod("configured").invoke(null);
            Object aead = selection.getClass().getMethod("get").invoke(selection);
            Class<?> agreements = loader.loadClass(KeyAgreement.class.getName());
            Object agreement = agreements.getMethod("fastest").invoke(null);

            assertThat(loader.loadClass(Aead.class.getName()).getMethod("name").invoke(aead)).isEqualTo("jdk");
            assertThat(agreements.getMethod("name").invoke(agreement)).isEqualTo("bouncycastle");
        }
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
