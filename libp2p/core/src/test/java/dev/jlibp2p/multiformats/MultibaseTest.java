package dev.jlibp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultibaseTest {
    static List<String> vectors() {
        return TestVectors.lines(MultibaseTest.class, "multibase.csv");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void agreesWithTheVectors(String vector) {
        String[] columns = vector.split(",");
        byte[] bytes = HexFormat.of().parseHex(columns[1]);
        Multibase base = Multibase.valueOf(columns[0]);

        assertThat(Multibase.of(columns[2])).isEqualTo(base);
        assertThat(Multibase.decode(columns[2])).isEqualTo(bytes);
        if (Boolean.parseBoolean(columns[3])) {
            assertThat(base.encode(bytes)).isEqualTo(columns[2]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesComeBackFromTheirText(Multibase base) {
        Random random = new Random(3);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (int i = 0; i < length / 4 && length % 2 == 0; i++) {
                bytes[i] = 0;
            }
            assertThat(Multibase.decode(base.encode(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?abc", "1abc", "z0", "zl", "zé", "f0", "fgg", "ba", "baa1", "baf", "bab", "mA", "mAB",
        "mAA==",
        "MAA", "MAA=", "MAA===", "MAA==A", "M====", "c========", "uAA+", "mAA-", "c=aaaaaaa"})
    void refusesMalformedText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Multibase.decode(text));
    }

    @ParameterizedTest
    @EnumSource(names = {"BASE36", "BASE58BTC"})
    void boundsTextWhoseCostGrowsWithItsSquare(Multibase base) {
        String atTheBound = "2".repeat(RadixAlphabet.MAX_TEXT);

        assertThat(base.decodeDigits(atTheBound)).isNotEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> base.decodeDigits(atTheBound + "2"))
                .withMessageContaining("at most " + RadixAlphabet.MAX_TEXT);
    }

    @Test
    void namesThePrefixItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multibase.decode("?"))
                .withMessageContaining("U+003F");
    }
}
