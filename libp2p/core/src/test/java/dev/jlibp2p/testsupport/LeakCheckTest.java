package dev.jlibp2p.testsupport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void aBufferNobodyReleasedIsFoundAndItsMakerNamed() {
        ByteBuf leaked = PooledByteBufAllocator.DEFAULT.directBuffer(16);

        assertThatThrownBy(() -> LeakCheck.check(Duration.ZERO)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leak")
                .satisfies(e -> assertThatThrownBy(() -> {
                    throw e.getSuppressed()[0];
                }).hasStackTraceContaining("LeakCheckTest"));

        leaked.release();
        // Now the count is below zero, as for a buffer released after its test; this check takes it back to nought.
        assertThatThrownBy(() -> LeakCheck.check(Duration.ZERO)).hasMessageContaining("negative");
    }

    @Test
    void aReleasedBufferIsNoLeak() {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();

        assertThatCode(() -> LeakCheck.check(Duration.ZERO)).doesNotThrowAnyException();
    }
}
