package dev.jlibp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolIdTest {
    @Test
    void isItsText() {
        assertThat(ProtocolId.of("/ipfs/ping/1.0.0")).hasToString("/ipfs/ping/1.0.0")
                .isEqualTo(new ProtocolId("/ipfs/ping/1.0.0"));
        assertThat(ProtocolId.of("/a")).isLessThan(ProtocolId.of("/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "ping", "/ping\n", "/pi\0ng"})
    void refusesWhatMultistreamCannotCarry(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolId.of(text)).withMessageContaining("protocol id");
    }

    @Test
    void boundsItsBytes() {
        String longest = "/" + "a".repeat(ProtocolId.MAX_BYTES - 1);

        assertThat(ProtocolId.of(longest).text()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolId.of(longest + "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolId.of("/" + "é".repeat(512)));
    }
}
